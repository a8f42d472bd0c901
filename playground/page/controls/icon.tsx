/** SVG paths for the icons in a 16 × 16 view box. */
const OUTLINES = {
  undo: 'M5.5 2.5 2.5 5.5l3 3M2.5 5.5h7a4 4 0 0 1 0 8h-3',
  redo: 'm10.5 2.5 3 3-3 3M13.5 5.5h-7a4 4 0 0 0 0 8h3',
  clear: 'm4 4 8 8M12 4l-8 8',
  add: 'M8 3v10M3 8h10',
  search: 'M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9ZM10.5 10.5l3 3',
  picture: 'M2.5 3h11v10h-11zM2.5 11l3.5-3.5 3 3 1.5-1.5 3 3M10.5 5.5v.5',
  locked: 'M4 7.5h8v6H4zM5.5 7.5v-2a2.5 2.5 0 0 1 5 0v2',
  unlocked: 'M4 7.5h8v6H4zM5.5 7.5v-2a2.5 2.5 0 0 1 4.8-1',
} as const

/** Shows an icon. It has no accessible name: the surrounding element must have one. */
export function Icon({ name }: { name: keyof typeof OUTLINES }) {
  return (
    <svg class="outline" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d={OUTLINES[name]} />
    </svg>
  )
}
