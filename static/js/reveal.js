// data-behaviour="reveal": a button that shows what is typed into a password field, and hides it again. The form is sent
// with the field hidden, or the browser would keep the password among what is typed into ordinary fields.
for (const button of document.querySelectorAll('[data-behaviour~="reveal"]')) {
  const field = document.getElementById(button.dataset.field);
  const word = button.firstElementChild;
  const show = word.textContent;
  const turn = (shown) => {
    field.type = shown ? "text" : "password";
    word.textContent = shown ? button.dataset.hide : show;
  };
  button.addEventListener("click", () => { turn(field.type === "password"); });
  field.form.addEventListener("submit", () => { turn(false); });
}
