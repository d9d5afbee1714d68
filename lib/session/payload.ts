/**
 * Payloads: arguments that go to disk as they arrive, since they are too large for memory.
 *
 * @module
 */
import { EnchufeError } from "../errors.ts";
import { failure } from "../failure.ts";
import type { RequestDecoder } from "../framing/request_decoder.ts";
import type { Session } from "./session.ts";

/** A refused payload up to here is read and dropped, so that the session can go on; a larger one ends it. */
const MOST_DROPPED = 4 * 1024 * 1024;

/** Where a payload goes. */
export interface PayloadSink {
  /** Stores bytes; they are valid until its promise settles. */
  write(bytes: Uint8Array): Promise<void>;
  /** Gives up: drops what has been stored, unless it is meant to stay. */
  abort(): Promise<void>;
}

/**
 * What became of a payload: it is stored; it was refused, with the stream still in step (all of it was read) or
 * not; or the peer left in the middle.
 */
export type PayloadOutcome<Sink extends PayloadSink> =
  | { readonly kind: "stored"; readonly upload: Sink }
  | { readonly kind: "refused"; readonly error: EnchufeError; readonly inStep: boolean }
  | { readonly kind: "lost" };

/**
 * Takes a payload in.
 *
 * @param from The session, and its decoder, which has just said `payload`.
 * @param stage Begins an upload of that many bytes, or throws why not.
 * @returns What became of it; an upload that is not `stored` has been given up.
 */
export async function receivePayload<Sink extends PayloadSink>(
  { session, decoder }: { readonly session: Session; readonly decoder: RequestDecoder },
  stage: (size: number) => Promise<Sink>,
): Promise<PayloadOutcome<Sink>> {
  let upload: Sink | undefined;
  let refusal: EnchufeError | undefined;
  try {
    upload = await stage(decoder.payloadLeft);
  } catch (error) {
    refusal = asRefusal(error);
  }
  if (refusal !== undefined && decoder.payloadLeft > MOST_DROPPED) {
    return { kind: "refused", error: refusal, inStep: false };
  }
  while (decoder.payloadLeft > 0) {
    const part = decoder.takePayload();
    if (part.length === 0) {
      const count = await session.read(decoder.space());
      if (count === null) {
        await upload?.abort();
        return { kind: "lost" };
      }
      decoder.filled(count);
    } else if (upload !== undefined) {
      try {
        await upload.write(part);
      } catch (error) {
        await upload.abort();
        upload = undefined;
        refusal = asRefusal(error);
        if (decoder.payloadLeft > MOST_DROPPED) return { kind: "refused", error: refusal, inStep: false };
      }
    }
  }
  if (upload !== undefined) return { kind: "stored", upload };
  return { kind: "refused", error: refusal as EnchufeError, inStep: true };
}

function asRefusal(error: unknown): EnchufeError {
  if (error instanceof EnchufeError) return error;
  return failure("uploadNotStored", {}, { cause: error });
}
