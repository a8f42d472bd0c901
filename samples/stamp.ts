/**
 * A stamp to lay over other pictures: a half-transparent seal with a mountain and its reflection.
 */
export const STAMP = `<svg xmlns="http://www.w3.org/2000/svg" width="240" height="240" viewBox="0 0 240 240">
  <defs>
    <linearGradient id="ring" x1="0" y1="0" x2="1" y2="1">
      <stop offset="0" stop-color="#ffffff"/>
      <stop offset="1" stop-color="#d9d2c4"/>
    </linearGradient>
  </defs>
  <g opacity="0.85">
    <circle cx="120" cy="120" r="104" fill="#1d2733" fill-opacity="0.45"/>
    <circle cx="120" cy="120" r="104" fill="none" stroke="url(#ring)" stroke-width="10"/>
    <circle cx="120" cy="120" r="90" fill="none" stroke="#ffffff" stroke-opacity="0.6" stroke-width="2" stroke-dasharray="2 7" stroke-linecap="round"/>
    <path d="M52 128 96 66 118 96 138 72 188 128Z" fill="#ffffff"/>
    <path d="M52 136H188L142 172 122 156 98 182Z" fill="#ffffff" fill-opacity="0.4"/>
    <circle cx="162" cy="68" r="11" fill="#ffc85c"/>
  </g>
</svg>
`
