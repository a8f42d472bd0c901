import { option } from './row.ts'
import {
  angle,
  color,
  flag,
  fonts,
  integer,
  matching,
  oneOf,
  shadow,
  share,
  stroke,
  template,
} from './shape.ts'

const SHOWN = { needsOne: ['olurl', 'oltext'] } as const
const WRITTEN = { needs: ['oltext'] } as const

/** Overlay options. Each row serves four layers: `olalign`, `ol2align`, `ol3align`, `ol4align`. */
export const OVERLAY_OPTIONS = {
  olurl: option(
    'overlay',
    matching(/^(?:\/|https:\/\/)[^\p{Cc}]{1,2000}$/u, 'a path that starts with / or an https URL'),
    'image to overlay: a path in the same zone, or a URL that the zone allows',
  ),
  oltext: option(
    'overlay',
    template,
    'text to overlay; `{name}` is filled from `ol-name`, and `{expire}`, `{kid}`, `{ip}` and `{date}` from the signed claims and the time',
  ),
  olfont: option(
    'overlay',
    fonts(4),
    'TrueType or OpenType fonts; each is used for the characters that the fonts before it lack; by default the `font` of the zone',
    WRITTEN,
  ),
  olsize: option('overlay', share(2, 2000), 'size of the font in pixels, or as a share of the image height', {
    initial: '0.05',
    ...WRITTEN,
  }),
  olcolor: option('overlay', color, 'color of the text', { initial: 'ffffff', ...WRITTEN }),
  olstroke: option('overlay', stroke, 'outline of the letters: width in pixels, and color', WRITTEN),
  olshadow: option(
    'overlay',
    shadow,
    'shadow of the text: standard deviation of its blur, offset to the right and down in pixels, and color',
    WRITTEN,
  ),
  ollines: option(
    'overlay',
    oneOf('left', 'center', 'right'),
    "alignment of a text's lines; center where `olalign` names no side",
    { initial: "olalign's side", ...WRITTEN },
  ),
  olalign: option(
    'overlay',
    oneOf('center', 'top', 'topright', 'right', 'bottomright', 'bottom', 'bottomleft', 'left', 'topleft'),
    'position of the overlay',
    { initial: 'center', ...SHOWN },
  ),
  olx: option('overlay', integer(0, 2000), 'left edge of the overlay in pixels, instead of `olalign`', SHOWN),
  oly: option('overlay', integer(0, 2000), 'top edge of the overlay in pixels, instead of `olalign`', SHOWN),
  olwidth: option('overlay', share(2, 2000), 'width of the overlay; a text is wrapped to it', SHOWN),
  olheight: option('overlay', share(2, 2000), 'height of the overlay', SHOWN),
  olscale: option('overlay', integer(1, 99), 'width of the overlay in per cent of the image width', SHOWN),
  olpadding: option(
    'overlay',
    integer(0, 1000),
    'distance of the overlay from the edges that `olalign` names, in pixels',
    { initial: '10', ...SHOWN },
  ),
  olrotate: option('overlay', angle, 'rotates the overlay clockwise', { initial: '0', ...SHOWN }),
  olalpha: option('overlay', integer(1, 99), 'opacity of the overlay in per cent', SHOWN),
  olblend: option(
    'overlay',
    oneOf('normal', 'multiply', 'screen', 'overlay', 'soft-light', 'difference'),
    'mixes the colors of the overlay with those below it',
    { initial: 'normal', ...SHOWN },
  ),
  olrepeat: option('overlay', flag, 'repeats the overlay all over the image', {
    initial: '0',
    ...SHOWN,
  }),
} as const
