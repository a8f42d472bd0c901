import { readFile, writeFile } from 'node:fs/promises'
import { deflateSync } from 'node:zlib'
import sharp from 'sharp'
import { landscape } from '../samples/landscape.ts'
import { startChild } from './child.ts'
import type { InflateRound } from './inflate-process.ts'
import type { Say } from './rounds.ts'
import { cachePath, makeSources, sourcePath } from './sources.ts'
import { median, pairedRatio } from './statistics.ts'

const SIZE = { width: 4000, height: 3000 }
const WARMUPS = 4

/** Returns a PNG's zlib stream. */
function streamOf(file: Buffer): Buffer {
  const parts: Buffer[] = []
  for (let at = 8; at + 8 <= file.length; at += 12 + file.readUInt32BE(at)) {
    const data = file.subarray(at + 8, at + 8 + file.readUInt32BE(at))
    if (file.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(data)
  }
  return Buffer.concat(parts)
}

/** Returns a picture made from single-colored squares, as RGB. */
function flatArt(): Uint8Array {
  const { width, height } = SIZE
  const data = new Uint8Array(width * height * 3)
  for (let at = 0; at < data.length; at++) {
    const pixel = Math.floor(at / 3)
    const square = Math.floor((pixel % width) / 217) * 31 + Math.floor(pixel / width / 190) * 17
    data[at] = Math.imul(square * 3 + (at % 3), 2654435761) >>> 24
  }
  return data
}

async function streams(say: Say): Promise<ReadonlyMap<string, Buffer>> {
  await makeSources(['png12'], say)
  const { data } = landscape(SIZE.width, SIZE.height)
  const painted = sharp(data, { raw: { ...SIZE, channels: 4 } }).removeAlpha()
  const flat = sharp(flatArt(), { raw: { ...SIZE, channels: 3 } })
  return new Map([
    ['the photograph of the bench', streamOf(await readFile(sourcePath('png12')))],
    ['without grain', streamOf(await painted.png({ adaptiveFiltering: true }).toBuffer())],
    ['flat art', streamOf(await flat.png().toBuffer())],
    ['stored', deflateSync(data, { level: 0 })],
  ])
}

/**
 * Compares the kernel's inflate with the faster of two ways to use `node:zlib`. They take turns in
 * a process without sharp. Prints a line for each picture.
 */
export async function measureInflate(rounds: number, say: Say): Promise<void> {
  for (const [name, stream] of await streams(say)) {
    const file = cachePath('inflate.zlib')
    await writeFile(file, stream)
    const child = await startChild<object, InflateRound>('inflate-process.ts', file)
    const played: InflateRound[] = []
    for (let round = -WARMUPS; round < rounds; round++) {
      const answer = await child.request({})
      if (answer === undefined) throw new Error(`${name}: the process ended`)
      if (round >= 0) played.push(answer)
    }
    child.close()
    const [ours, theirs] = [played.map(({ ours }) => ours), played.map(({ theirs }) => theirs)]
    const ratio = pairedRatio(theirs, ours)
    const rate = (times: readonly number[]) => `${Math.round((played[0]?.bytes ?? 0) / median(times))} MB/s`
    const between = `${ratio.low.toFixed(2)}–${ratio.high.toFixed(2)}`
    say(`${name}: ${rate(ours)}, node:zlib ${rate(theirs)}, ${ratio.median.toFixed(2)} × (${between})`)
  }
}
