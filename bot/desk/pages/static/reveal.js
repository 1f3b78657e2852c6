// Takes what was revealed off the page when its time is over, or when the page is left or put away.
const revealed = document.getElementById("revealed");

function hide() {
  revealed?.remove();
}

setTimeout(() => {
  hide();
  location.replace(revealed.dataset.back);
}, Number(revealed.dataset.seconds) * 1000);
window.addEventListener("pagehide", hide);
