import { readdirSync } from 'node:fs'
import { describe, expect, it, test } from 'vitest'
import { decoders, encoders } from '../../../../src/engine/formats/codecs.ts'
import { formats } from '../../../../src/engine/formats/formats.ts'
import { reachableFrom } from '../../../support/imports.ts'

/** The container of AVIF and HEIC. */
const SHARED = 'heif'

const folders = readdirSync('src/engine/formats', { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .filter((name) => name !== SHARED)

test('every folder has a row of what is known without its codec, and a decoder', () => {
  expect(Object.keys(formats).sort()).toEqual(folders.sort())
  expect(Object.keys(decoders)).toEqual(Object.keys(formats))
})

describe.each(Object.entries(formats))('the row of %s', (name, format) => {
  it('has the name that it is found by', () => {
    expect(format).toMatchObject({ name, mediaType: `image/${name}` })
  })

  it('names an output that can be written', () => {
    expect(Object.keys(encoders)).toContain(format.defaultOutput)
    if (name in encoders && name !== 'avif') expect(format.defaultOutput).toBe(name)
  })

  it('reads the metadata that it writes, and finds whether there is none', () => {
    if (!format.writeMetadata) return
    expect(format).toMatchObject({ readMetadata: expect.any(Function), isStripped: expect.any(Function) })
  })
})

test('probing, counting frames and metadata load no WebAssembly', () => {
  for (const file of ['probe', 'frames', 'metadata']) {
    const reached = [...reachableFrom(`src/engine/formats/${file}.ts`)]
    expect(reached).toContain('src/engine/formats/png/header.ts')
    expect(reached.filter((name) => /\.wasm$|^src\/engine\/wasm\/|^#avif|^@jsquash\//.test(name))).toEqual([])
  }
})
