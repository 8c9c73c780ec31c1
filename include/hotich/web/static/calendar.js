// The browser's own calendar fills a box in which a day stands as dd/mm/yyyy. Without script the day is typed.
for (const button of document.querySelectorAll("button[data-calendar]")) {
  const box = document.getElementById(button.dataset.calendar);
  const calendar = button.nextElementSibling;
  button.hidden = !calendar.showPicker;
  button.addEventListener("click", () => {
    calendar.value = box.value.split("/").reverse().join("-");
    calendar.showPicker();
  });
  calendar.addEventListener("change", () => {
    box.value = calendar.value.split("-").reverse().join("/") || box.value;
    box.focus();
  });
}
