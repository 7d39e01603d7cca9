// The text of the stream, line by line, into messages: "live:message" with what it says, and #live remembers where it
// left off. A message that was cut in two by a lost line is forgotten: it comes again.
const live = document.getElementById("live");
let rest = "";
let message = { data: [] };

function take(line) {
  const [, field, text] = line.match(/^([^:]*):? ?(.*)$/);
  if (field === "data") message.data.push(text);
  else if (field === "retry") live.dataset.retry = text;
  else message[field] = text;
}

function end() {
  const { id, event, data } = message;
  message = { data: [] };
  if (id) live.dataset.cursor = id;
  if (event || data.length) live.dispatchEvent(new CustomEvent("live:message", { detail: { id, event, data: data.join("\n") } }));
}

live?.addEventListener("live:state", () => {
  rest = "";
  message = { data: [] };
});
live?.addEventListener("live:text", ({ detail }) => {
  const lines = (rest + detail).split("\n");
  rest = lines.pop();
  for (const line of lines) line ? take(line) : end();
});
