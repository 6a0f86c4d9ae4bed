// Says how high the first story's stage is in each of WINDOWS.
const [[page, story]] = STORIES;
for (const [width, height] of WINDOWS) {
  frame.style = `border: 0; width: ${width}px; height: ${height + 50}px`;
  const loaded = await load(`${page}?${width}#${story}-1`);
  say(width, loaded.querySelector(`#stage-${story}`).offsetHeight);
}
