import sharp from 'sharp'
import { beforeAll, expect, test } from 'vitest'
import { decodeFile } from '../../../bench/decode.ts'
import { encodeLossless } from '../../../bench/formats/encode.ts'
import { isInstalled } from '../../../cli/run-program.ts'
import { makePicture } from '../../support/picture/pictures.ts'

const MISSING = '/no/such/program'

const frame = makePicture(60, 40, { noise: 20 })
const rgb = frame.data.filter((_, at) => at % 4 !== 3)

let jxl: Uint8Array
beforeAll(async () => {
  jxl = (await encodeLossless(frame, 'jxl')).result
})

test('JPEG XL is decoded by the decoder of the tests if djxl is missing', async () => {
  const decoded = await decodeFile(jxl, MISSING)
  expect({ width: decoded.width, height: decoded.height }).toEqual({ width: 60, height: 40 })
  expect([...decoded.data]).toEqual([...rgb])
})

test.skipIf(!(await isInstalled('djxl')))('djxl decodes the same samples', async () => {
  const decoded = await decodeFile(jxl)
  expect([...decoded.data]).toEqual([...rgb])
})

test('a program that writes no picture causes an error', async () => {
  await expect(decodeFile(jxl, 'true')).rejects.toThrow('true refuses the picture')
})

test('other formats are decoded by sharp, without alpha', async () => {
  const png = await sharp(frame.data, { raw: { width: 60, height: 40, channels: 4 } })
    .png()
    .toBuffer()
  expect([...(await decodeFile(png)).data]).toEqual([...rgb])
})
