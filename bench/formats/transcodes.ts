import { readdir, readFile } from 'node:fs/promises'
import { basename, join, parse, resolve } from 'node:path'
import '../../src/engine/codecs/standard.ts'
import { runProgram } from '../../cli/run-program.ts'
import { probe } from '../../src/engine/formats/probe.ts'
import { Failure } from '../../src/errors.ts'
import { transformed } from '../../test/support/engine/transformed.ts'
import type { Say } from '../rounds.ts'
import { spread } from '../statistics.ts'
import { JXL_ENCODER, libjxlVersion } from './encode.ts'
import { meanRatio } from './mean-ratio.ts'
import type { TranscodeResult, TranscodeSet } from './results.ts'

/** libjxl efforts: its default, and the fastest. */
const EFFORTS = [7, 1]

/** Bytes in a transcoded JPEG divided by the bytes in its original. */
export interface MeasuredTranscode {
  readonly name: string
  /** `undefined` if JPEG XL cannot store the JPEG. */
  readonly signet: number | undefined
  /** One entry for each effort in `EFFORTS`, or none if libjxl's encoder is not installed. */
  readonly libjxl: readonly number[]
}

async function transcodeBySignet(file: Uint8Array): Promise<number | undefined> {
  try {
    return (await transformed(file, { format: 'jxl' })).body.length
  } catch (error) {
    if (error instanceof Failure && error.code === 'unsupported') return undefined
    throw error
  }
}

/** Returns the codestream's length, without the metadata that restores the exact file. */
async function transcodeByLibjxl(file: Uint8Array, effort: number): Promise<number> {
  const args = ['-', '-', '-e', `${effort}`, '--lossless_jpeg=1', '--allow_jpeg_reconstruction=0']
  const transcoded = await runProgram(JXL_ENCODER, [...args, '-x', 'strip=exif', '-x', 'strip=xmp'], file)
  if (!transcoded?.length) throw new Error(`${JXL_ENCODER} made no file`)
  return transcoded.length
}

async function measureFile(
  name: string,
  file: Uint8Array,
  efforts: readonly number[],
): Promise<MeasuredTranscode> {
  const signet = await transcodeBySignet(file)
  const libjxl: number[] = []
  if (signet !== undefined)
    for (const effort of efforts) libjxl.push((await transcodeByLibjxl(file, effort)) / file.length)
  return { name, signet: signet && signet / file.length, libjxl }
}

/** Summarizes the ratios for all files that Signet transcodes. */
export function summarizeTranscodes(measured: readonly MeasuredTranscode[]): TranscodeResult[] {
  const result = (effort: number | undefined, ratioOf: (file: MeasuredTranscode) => number | undefined) => {
    const values = measured.flatMap((file) => {
      const value = ratioOf(file)
      return value === undefined ? [] : [{ name: file.name, value }]
    })
    const largest = meanRatio(values)?.largest
    if (!largest) return []
    const bytes = spread(values.map(({ value }) => value))
    return [{ ...(effort !== undefined && { effort }), bytes, largest }]
  }
  return [
    ...result(undefined, ({ signet }) => signet),
    ...EFFORTS.flatMap((effort, at) => result(effort, ({ libjxl }) => libjxl[at])),
  ]
}

/**
 * Losslessly transcodes the JPEGs in a folder to JPEG XL. The result does not depend on the
 * machine's speed or load.
 */
export async function measureTranscodes(
  directory: string,
  say: Say,
): Promise<Omit<TranscodeSet, 'date' | 'command'>> {
  const libjxl = await libjxlVersion()
  const measured: MeasuredTranscode[] = []
  for (const entry of (await readdir(directory)).sort()) {
    const file = new Uint8Array(await readFile(join(directory, entry)))
    if (probe(file, true)?.format !== 'jpeg') continue
    const one = await measureFile(parse(entry).name, file, libjxl === undefined ? [] : EFFORTS)
    const ratios = [one.signet, ...one.libjxl].map((ratio) => ratio?.toFixed(3) ?? 'refused')
    say(`${one.name}: ${ratios.join(', ')}`)
    measured.push(one)
  }
  const named = (isRefused: boolean) =>
    measured.filter(({ signet }) => (signet === undefined) === isRefused).map(({ name }) => name)
  return {
    set: basename(resolve(directory)),
    ...(libjxl !== undefined && { libjxl }),
    names: named(false),
    refused: named(true),
    results: summarizeTranscodes(measured),
  }
}
