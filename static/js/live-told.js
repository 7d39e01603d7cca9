// What others change is said, to those who asked for it in their settings: once a second at most, several as a number.
const live = document.getElementById("live");
const SECOND = 1000;
let heard = [];

function say() {
  const many = live.dataset.many.replace("{count}", heard.length);
  document.getElementById("status").textContent = heard.length > 1 ? many : heard[0];
  heard = [];
}

if (live?.dataset.announce) {
  live.addEventListener("live:put", () => {
    const others = [...document.getElementById("told").children].filter((each) => each.dataset.by !== live.dataset.me);
    if (!heard.length && others.length) setTimeout(say, SECOND);
    heard.push(...others.map((each) => each.textContent));
  });
}
