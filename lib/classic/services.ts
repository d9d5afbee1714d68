/**
 * The five plain services, by the name of their listener.
 *
 * @module
 */
import type { Services } from "../commands/context.ts";
import type { Log } from "../log.ts";
import type { Session } from "../session/session.ts";
import { ownerOf } from "../share/share.ts";
import { serveChat } from "./chat.ts";
import { serveEcho } from "./echo.ts";
import { serveFile } from "./file.ts";
import { serveList } from "./list.ts";
import { serveMenu } from "./menu.ts";

/** Serves one session to its end. */
export type ClassicService = (session: Session, services: Services, log: Log) => Promise<void>;

/** The services. */
export const CLASSIC: Readonly<Record<"echo" | "list" | "file" | "menu" | "chat", ClassicService>> = {
  echo: serveEcho,
  list: asOwner(serveList),
  file: asOwner(serveFile),
  menu: asOwner(serveMenu),
  chat: serveChat,
};

/** Of a drop box each sees their own, in these services as everywhere. */
function asOwner(serve: ClassicService): ClassicService {
  return (session, services, log) => {
    const share = services.share.seenBy(() => ownerOf(session.name, session.address));
    return serve(session, { ...services, share }, log);
  };
}
