import { fanOut } from "/tmp/wt/b2/bench/load/fan_out.ts";
const [port, way, members, messages, pipeline] = Deno.args;
for (let i = 0; i < 6; i++) {
  const ms = await fanOut({
    port: Number(port),
    way: way as "publish",
    members: Number(members),
    messages: Number(messages),
    pipeline: Number(pipeline),
  });
  console.log(
    way,
    members,
    pipeline,
    ms.toFixed(0) + " ms",
    Math.round(Number(members) * Number(messages) / ms * 1000),
  );
}
