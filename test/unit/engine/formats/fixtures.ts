import { alphaOf, avif, box, picture, property } from '../../../support/avif/writer.ts'
import {
  anmf,
  exifSegment,
  gif,
  gifComment,
  gifControl,
  gifImage,
  iccSegment,
  jpeg,
  png,
  pngChunk,
  segment,
  tiff,
  vp8,
  vp8l,
  vp8x,
  WEBP,
  webp,
  webpChunk,
} from '../../../support/bytes/image-writers.ts'
import { jxlCodestream, jxlFile, jxlParts } from '../../../support/jxl/file-writer.ts'

const exifChunk = webpChunk('EXIF', tiff(6, 'II'))

/** Valid files of every format and variant, named by their special features. */
export const FIXTURES: Readonly<Record<string, Uint8Array<ArrayBuffer>>> = {
  'jpeg, plain': jpeg(),
  'jpeg, gray': jpeg({ components: 1 }),
  'jpeg, progressive': jpeg({ sof: 0xc2 }),
  'jpeg, EXIF and ICC before the frame': jpeg({ before: [exifSegment(tiff(6)), iccSegment()] }),
  'jpeg, EXIF and ICC after the frame': jpeg({
    after: [exifSegment(tiff(5, 'II')), iccSegment(), segment(0xdb, [0])],
  }),
  'png, plain': png(),
  'png, palette': png({ colorType: 3, chunks: [pngChunk('PLTE', [1, 2, 3]), pngChunk('tRNS', [0])] }),
  'png, with everything': png({
    colorType: 6,
    interlace: 1,
    chunks: [
      pngChunk('iCCP', 'name\0\0zip'),
      pngChunk('eXIf', tiff(3)),
      pngChunk('acTL', [0, 0, 0, 5, 0, 0, 0, 0]),
    ],
  }),
  'png, colors in numbers': png({
    chunks: [
      pngChunk('cICP', [12, 13, 0, 1]),
      pngChunk('gAMA', [0, 1, 134, 160]),
      pngChunk('cHRM', new Uint8Array(32).fill(1)),
    ],
  }),
  'webp, lossy': webp(vp8(40, 30)),
  'webp, lossless': webp(vp8l(40, 30, true)),
  'webp, extended': webp(vp8x(WEBP.icc, 40, 30), webpChunk('ICCP', 'profile'), vp8(40, 30)),
  'webp, EXIF after the image': webp(
    vp8x(WEBP.exif | WEBP.alpha, 40, 30),
    webpChunk('ALPH', 'odd'),
    vp8(40, 30),
    exifChunk,
  ),
  'webp, animated': webp(
    vp8x(WEBP.animation, 40, 30),
    webpChunk('ANIM', [0, 0, 0, 0, 0, 0]),
    anmf(40, 30),
    anmf(40, 30),
  ),
  'webp, animated with ICC': webp(
    vp8x(WEBP.animation | WEBP.icc, 40, 30),
    webpChunk('ICCP', 'profile'),
    anmf(40, 30),
  ),
  'webp, animated with EXIF': webp(vp8x(WEBP.animation | WEBP.exif, 40, 30), anmf(40, 30), exifChunk),
  'avif, plain': avif(),
  'avif, wide ids, alpha, ICC, turned': avif({
    wide: true,
    ...alphaOf(1),
    items: [picture(property.colr('prof'), property.irot(3), property.imir(0)), ...alphaOf(1).items],
  }),
  'avif, colors in numbers': avif({ items: [picture(property.nclx(12, 13))] }),
  'avif, grid': avif({
    primary: 3,
    items: [picture(), { id: 3, type: 'grid', properties: [property.ispe(80, 30)] }],
    references: [{ type: 'dimg', from: 3, to: [1, 1] }],
  }),
  'avif, sequence': avif({ brands: ['avis', 'avif', 'mif1'] }),
  'gif, plain': gif(),
  'gif, animated': gif({
    blocks: [gifComment('hello'), gifControl(true), gifImage(), gifControl(false), gifImage()],
  }),
  'jxl, codestream': jxlCodestream({ frames: [{ last: true }] }),
  'jxl, boxes': jxlFile(jxlCodestream({ alpha: true, depth: 16, orientation: 6 }), box('Exif', [0, 0, 0, 0])),
  'jxl, animated in parts': jxlParts(
    jxlCodestream({ animation: {}, frames: [{ duration: 1 }, { last: true }] }),
    5,
  ),
}
