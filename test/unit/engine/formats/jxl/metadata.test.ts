import { describe, expect, test } from 'vitest'
import { readMetadata, writeMetadata } from '../../../../../src/engine/formats/metadata.ts'
import { probe } from '../../../../../src/engine/formats/probe.ts'
import { box } from '../../../../support/avif/writer.ts'
import { be32, join, tiff } from '../../../../support/bytes/image-writers.ts'
import { JXL_BEGINNING, jxlCodestream, jxlFile, jxlParts } from '../../../../support/jxl/file-writer.ts'

const CODESTREAM = jxlCodestream({ frames: [{ last: true, sections: [40] }] })
const EXIF = tiff(6)
const XMP = join('<x:xmpmeta xmlns:x="adobe:ns:meta/"/>')
const SHAPE = { width: 40, height: 30, alpha: false }
const NOTHING = { exif: undefined, icc: undefined, xmp: undefined, iptc: undefined }

const read = (file: Uint8Array) => readMetadata({ format: 'jxl' }, file)
const written = (file: Uint8Array<ArrayBuffer>, metadata: object) =>
  writeMetadata('jxl', file, metadata, SHAPE)

describe('metadata is read', () => {
  const exif = box('Exif', join(be32(0), EXIF))

  test.each([
    ['none in a codestream', CODESTREAM, {}],
    ['none in plain boxes', jxlFile(CODESTREAM), {}],
    ['EXIF', jxlFile(CODESTREAM, exif), { exif: EXIF }],
    ['EXIF at an offset', jxlFile(CODESTREAM, box('Exif', join(be32(3), 'abc', EXIF))), { exif: EXIF }],
    ['EXIF with a prefix', jxlFile(CODESTREAM, box('Exif', join(be32(0), 'Exif\0\0', EXIF))), { exif: EXIF }],
    ['XMP after the codestream', join(jxlFile(CODESTREAM), box('xml ', XMP)), { xmp: XMP }],
    [
      'the first of each kind',
      jxlFile(CODESTREAM, exif, box('xml ', XMP), box('Exif', be32(0)), box('xml ', 'x')),
      { exif: EXIF, xmp: XMP },
    ],
    ['no empty EXIF', jxlFile(CODESTREAM, box('Exif', '')), {}],
    ['nothing that is compressed', jxlFile(CODESTREAM, box('brob', 'Exif...')), {}],
    ['nothing beyond the end', join(JXL_BEGINNING, exif, box('xml ', 'cut', 99)), { exif: EXIF }],
  ])('%s', (_, file, expected) => {
    expect(read(file)).toEqual({ ...NOTHING, ...expected })
  })
})

describe('metadata is written', () => {
  test.each([
    ['EXIF', { exif: EXIF }],
    ['XMP', { xmp: XMP }],
    ['both', { exif: EXIF, xmp: XMP }],
  ])('%s, in boxes before the codestream', (_, metadata) => {
    for (const image of [CODESTREAM, jxlFile(CODESTREAM), jxlParts(CODESTREAM, 7)]) {
      const file = written(image, metadata)
      expect(read(file)).toEqual({ ...NOTHING, ...metadata })
      expect(probe(file, true)).toEqual(probe(CODESTREAM, true))
      expect(file.slice(-CODESTREAM.length)).toEqual(CODESTREAM)
      const head = file.slice(0, file.length - CODESTREAM.length)
      expect(read(head)).toEqual({ ...NOTHING, ...metadata })
    }
  })

  test('the level of the codestream is kept', () => {
    const file = written(jxlFile(CODESTREAM, box('jxll', [10])), { exif: EXIF })
    const exif = box('Exif', join(be32(0), EXIF))
    expect(file).toEqual(jxlFile(CODESTREAM, box('jxll', [10]), exif))
  })

  test('IPTC is left out', () => {
    expect(written(CODESTREAM, { exif: EXIF, iptc: XMP })).toEqual(written(CODESTREAM, { exif: EXIF }))
  })
})
