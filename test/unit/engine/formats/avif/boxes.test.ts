import { describe, expect, test } from 'vitest'
import { probe } from '../../../../../src/engine/formats/probe.ts'
import { box, ftyp, meta } from '../../../../support/avif/writer.ts'
import { be32, join } from '../../../../support/bytes/image-writers.ts'

const PICTURE = { format: 'avif', width: 40, height: 30 }

describe('reading an AVIF while it arrives', () => {
  test('needs only the bytes up to the end of the meta box', () => {
    const head = join(ftyp(), meta())
    expect(probe(head, false)).toMatchObject(PICTURE)
    expect(probe(head.slice(0, -1), false)).toBeUndefined()
  })

  test('needs more bytes if the meta box follows the media data', () => {
    const file = join(ftyp(), box('mdat', new Uint8Array(500)), meta())
    expect(probe(file.slice(0, 540), false)).toBeUndefined()
    expect(probe(file, false)).toMatchObject(PICTURE)
  })

  test('treats a box of size 0 as extending to the end of the file', () => {
    const last = meta()
    last.set(be32(0))
    expect(probe(join(ftyp(), last), false)).toBeUndefined()
    expect(probe(join(ftyp(), last), true)).toMatchObject(PICTURE)
  })

  test('reads a box with a 64-bit size', () => {
    const body = meta().slice(8)
    const large = (high: number, low: number) => join(ftyp(), be32(1), 'meta', be32(high), be32(low), body)
    expect(probe(large(0, body.length + 16), true)).toMatchObject(PICTURE)
    expect(probe(large(1, body.length + 16), false)).toBeUndefined()
    expect(probe(large(0xffffffff, 0xffffffff), false)).toBeUndefined()
  })
})
