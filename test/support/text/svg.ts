const SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'

/** Returns an SVG of 200 × 100 units. */
export const svg = (content: string, attributes = 'viewBox="0 0 200 100"'): string =>
  `${SVG} ${attributes}>${content}</svg>`

const STAR = 'M0-30L9-9L30 0L9 9L0 30L-9 9L-30 0L-9-9z'

/** Logos with all kinds of SVG content. */
export const LOGOS: Readonly<Record<string, string>> = {
  gradients: svg(
    `<defs><linearGradient id="g" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#f60"/>
      <stop offset="1" stop-color="#06f" stop-opacity=".3"/></linearGradient>
      <radialGradient id="r" cx=".4" cy=".4" r=".6" fx=".2" fy=".2"><stop offset="0" stop-color="white"/>
      <stop offset=".5" stop-color="#0a0"/><stop offset="1" stop-color="#020"/></radialGradient></defs>
      <rect x="5" y="5" width="90" height="90" rx="15" fill="url(#g)"/>
      <circle cx="150" cy="50" r="42" fill="url('#r')" stroke="#333" stroke-width="4"/>`,
  ),
  'gradients that inherit': svg(
    `<linearGradient id="a" gradientUnits="userSpaceOnUse" x1="20" x2="180" y1="0" y2="0" spreadMethod="reflect"
      gradientTransform="scale(.5)"><stop offset="10%" stop-color="red"/><stop offset="90%" stop-color="yellow"/>
      </linearGradient><linearGradient id="b" xlink:href="#a" gradientTransform="rotate(30)"/>
      <rect width="200" height="50" fill="url(#a)"/><rect y="50" width="200" height="50" fill="url(#b)" fill-opacity=".5"/>`,
  ),
  strokes: svg(
    `<g fill="none" stroke="#c03" stroke-width="8">
      <path d="M10 80 C 40 10, 65 10, 95 80 S 150 150, 180 80" stroke-linecap="round"/>
      <polyline points="10,20 40,50 70,20 100,50" stroke-linejoin="bevel"/>
      <line x1="120" y1="20" x2="190" y2="20" stroke-dasharray="12 6" stroke="#036"/>
      <polygon points="130,40 190,40 160,65" stroke-linejoin="miter" stroke-width="4"/></g>`,
    'width="200" height="100"',
  ),
  opacity: svg(
    `<g opacity=".5"><rect x="10" y="10" width="100" height="60" fill="red"/>
      <rect x="60" y="30" width="100" height="60" fill="blue"/></g>
      <circle cx="150" cy="30" r="25" fill="#0f0" fill-opacity=".6" stroke="#000" stroke-opacity=".4" stroke-width="6"/>`,
  ),
  transforms: svg(
    `<g transform="rotate(20) scale(1.2 .8) skewX(10)"><rect x="-40" y="-20" width="80" height="40" fill="#fa0"/>
      <path transform="translate(20,-10) matrix(.5 0 0 .5 3 4)" d="M0 0h50v50h-50z m10 10v30h30v-30z"
      fill-rule="evenodd"/></g>`,
    'viewBox="-100 -50 200 100"',
  ),
  'clips, masks and uses': svg(
    `<defs><clipPath id="c"><circle cx="50" cy="50" r="40"/></clipPath>
      <mask id="m"><rect width="200" height="100" fill="#888"/><circle cx="150" cy="50" r="20" fill="white"/></mask>
      <g id="s"><path d="${STAR}"/></g><symbol id="y" viewBox="0 0 10 10"><circle cx="5" cy="5" r="5"/></symbol></defs>
      <rect width="100" height="100" fill="teal" clip-path="url(#c)"/>
      <rect x="105" width="90" height="100" fill="purple" mask="url(#m)"/>
      <use xlink:href="#s" x="50" y="50" fill="#fff"/><use href="#s" transform="translate(150 50) scale(.5)" fill="#ff0"/>
      <use href="#y" x="90" y="5" width="20" height="20" fill="navy"/>`,
  ),
  'a style sheet': svg(
    `<style type="text/css"><![CDATA[/* a comment { } */
      rect, .b { fill: blue; stroke-width: 3px } .a{fill:#e33 !important;stroke:#000}
      rect.late{fill:rgb(0, 128, 0)} #z{opacity:.5}]]></style>
      <rect class="a" x="10" y="10" width="50" height="80"/><rect class="late a" x="70" y="10" width="20" height="80"/>
      <ellipse class="b x" cx="150" cy="50" rx="40" ry="30" fill="red"/>
      <path id="z" d="M80 80a20 20 0 1 1 30 0z" style="fill:hsl(120, 100%, 25%)"/>`,
  ),
  "an editor's file": `<?xml version="1.0" encoding="UTF-8" standalone="no"?>
    <!-- Made with <an editor> -->
    <svg xmlns="http://www.w3.org/2000/svg" xmlns:ed="http://editor.example/" width="200" height="100" version="1.1">
      <ed:view id="base"><ed:grid type="xy"/><rect width="200" height="100"/></ed:view><title>R&amp;D</title>
      <metadata><rect width="200" height="100"/><r:RDF xmlns:r="http://r.example/" r:resource="http://r.example/"/></metadata>
      <g ed:label="Layer 1"><path style="fill:#808000;stroke:#000080;stroke-width:5;stroke-linejoin:round"
        d="m 20,20 100,10 -30,60 z" ed:curvature="0"/></g>
    </svg>
    `,
  colors: svg(
    `<rect width="40" height="100" fill="rebeccapurple"/><g fill="green"><rect x="40" width="40" height="100"
      fill="inherit"/></g><rect x="80" width="40" height="100" style="fill:transparent;stroke:Red;stroke-width:9"/>
      <g color="orange"><rect x="120" width="40" height="100" fill="currentColor"/></g>
      <rect x="160" width="40" height="100" fill="rgb(100%, 0%, 50%)"/>`,
  ),
  'ids of many editors': svg(
    `<defs><linearGradient id="SVGID_1_"><stop stop-color="#06f"/><stop offset="1" stop-color="#0f6"/></linearGradient>
      <clipPath id="Слой_1"><rect width="90" height="100"/></clipPath><path id="path-1.a" d="M110 10h80v40h-80z"/></defs>
      <g id="Group 1 (copy)" data-name="R&amp;D" clip-path="url(#Слой_1)"><circle cx="80" cy="50" r="40" fill="url(#SVGID_1_)"/></g>
      <use xlink:href="#path-1.a" id="Ebene_x0020_2" stroke="#c03" stroke-width="6" fill="none"/>`,
  ),
  'a view box that does not fill': svg(
    '<rect width="50" height="50" fill="navy"/>',
    'width="200px" height="100" viewBox="0 0 50 50" preserveAspectRatio="xMinYMid meet"',
  ),
}
