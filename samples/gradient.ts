/** Gradient opacity from top to bottom, in steps with the same height. */
const OPACITIES = [0, 0.05, 0.16, 0.32, 0.48, 0.6, 0.68, 0.72]

const stops = OPACITIES.map(
  (opacity, at) =>
    `      <stop offset="${at / (OPACITIES.length - 1)}" stop-color="#06101c" stop-opacity="${opacity}"/>`,
)

/** A dark gradient for a picture's lower part, so that white text on it is legible. */
export const GRADIENT = `<svg xmlns="http://www.w3.org/2000/svg" width="1600" height="500" viewBox="0 0 1600 500">
  <defs>
    <linearGradient id="shade" x1="0" y1="0" x2="0" y2="1">
${stops.join('\n')}
    </linearGradient>
  </defs>
  <rect width="1600" height="500" fill="url(#shade)"/>
</svg>
`
