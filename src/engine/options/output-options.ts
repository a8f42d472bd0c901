import { DEFAULT_QUALITIES } from './default-quality.ts'
import { option } from './row.ts'
import { decimal, flag, integer, matching, oneOf } from './shape.ts'

/** Output options, in table order. */
export const OUTPUT_OPTIONS = {
  format: option(
    'format',
    oneOf('jpeg', 'png', 'webp', 'avif', 'jxl', 'auto'),
    'output format; `auto` is JPEG XL, AVIF or WebP if the client accepts them, else PNG for images with transparency, else JPEG',
    { initial: "the source's; WebP for AVIF and GIF" },
  ),
  quality: option(
    'format',
    integer(1, 100),
    'quality of JPEG, WebP, AVIF and JPEG XL; without it, `format=jxl` keeps a JPEG whose pixels do not change without loss',
    {
      initial: DEFAULT_QUALITIES,
    },
  ),
  alphaquality: option('format', integer(0, 100), 'WebP and JPEG XL: quality of the alpha channel', {
    initial: '100',
  }),
  lossless: option('format', flag, 'WebP and JPEG XL: lossless', { initial: '0' }),
  nearlossless: option(
    'format',
    flag,
    'WebP: without loss after small changes of pixels, which `quality` bounds',
    { initial: '0' },
  ),
  autoquality: option(
    'format',
    decimal(0.5, 0.999),
    'JPEG and WebP: SSIM that the image has to reach; `quality` or its default is the upper bound',
  ),
  max_bytes: option(
    'format',
    integer(100, 100_000_000),
    'JPEG, WebP, AVIF and JPEG XL: maximum length of the image in bytes; `quality` or its default is the upper bound',
  ),
  progressive: option('format', flag, 'progressive JPEG', { initial: '0' }),
  subsampling: option(
    'format',
    oneOf('auto', '420', '444'),
    'JPEG: resolution of the colors; `420` halves their width and height, `444` keeps them, `auto` decides by quality and picture',
    { initial: 'auto' },
  ),
  compression: option('format', integer(0, 9), 'PNG: compression level, from 0 (stored) to 9 (smallest)', {
    initial: '3',
  }),
  adaptive: option('format', flag, 'PNG: chooses the best filter for each row', { initial: '0' }),
  colors: option(
    'format',
    integer(2, 256),
    'PNG: reduces the colors to at most this many, which a palette lists',
  ),
  palette: option('format', flag, 'PNG: the same as `colors=256`; `colors` may set another number', {
    initial: '0',
  }),
  dither: option('format', flag, 'PNG: dithers an image whose colors `colors` or `palette` reduces', {
    initial: '1',
    needsOne: ['colors', 'palette'],
  }),
  effort: option(
    'format',
    oneOf('fast', 'best'),
    'JPEG, lossy WebP and lossless JPEG XL: `best` makes most files smaller, in about three times the time',
    { initial: 'fast' },
  ),
  metadata: option(
    'format',
    oneOf('0', '1', 'all'),
    '`1` keeps EXIF, XMP, IPTC and the color profile, except the location of a photo; `all` also keeps the location',
    { initial: '0' },
  ),
  hdr: option('format', flag, 'keeps the gain map of an HDR photo', { initial: '0' }),
  animate: option('format', flag, 'keeps all frames of an animation', { initial: '0' }),
  page: option('format', integer(1, 10000), 'the frame of an animation to show', { initial: '1' }),

  mark: option(
    'output',
    matching(/^(?:[0-9a-f]{8}|[0-9a-f]{16}|claims)$/, '8 or 16 lower-case hex digits, or claims'),
    '[invisible mark](mark.md): hex digits, or `claims`',
  ),
  output: option('output', oneOf('image', 'json'), '`json` describes the original', { initial: 'image' }),
} as const
