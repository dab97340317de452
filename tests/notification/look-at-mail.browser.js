// Runs in the browser, in the mail's page; its value is a Look.
;(() => {
  const rgba = (text) => (text.match(/[\d.]+/g) ?? []).map(Number)
  const luminance = (color) => {
    const [r = 0, g = 0, b = 0] = color.map((c) =>
      c / 255 <= 0.03928 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4,
    )
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const groundOf = (element) => {
    if (!element) return [255, 255, 255]
    const color = rgba(getComputedStyle(element).backgroundColor)
    return (color[3] ?? 1) > 0 ? color : groundOf(element.parentElement)
  }
  const isFaint = (element) => {
    const { color, fontSize, fontWeight } = getComputedStyle(element)
    const [light, dark] = [luminance(rgba(color).slice(0, 3)), luminance(groundOf(element).slice(0, 3))].sort(
      (a, b) => b - a,
    )
    const px = Number.parseFloat(fontSize)
    const large = px >= 24 || (px >= 18.66 && Number(fontWeight) >= 700)
    return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05) < (large ? 3 : 4.5)
  }
  const texts = [...document.body.querySelectorAll('*')].filter(
    (element) =>
      element.checkVisibility() &&
      [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim()),
  )
  const { documentElement: root, body } = document
  return {
    overflow: root.scrollWidth - root.clientWidth,
    direction: getComputedStyle(body).direction,
    language: root.lang,
    links: [...document.querySelectorAll('a')].map(({ href }) => href),
    faint: texts.filter(isFaint).map((element) => element.textContent ?? ''),
    visibleText: body.innerText,
    scripts: document.scripts.length,
  }
})()
