import type { Chroma } from '../../../../src/engine/picture/header.ts'
import { headerOf } from '../../engine/decode-whole.ts'
import { judge, type Verdict } from './compare.ts'
import { type Depth, encodeAvif } from './encode.ts'
import { type Av1Frame, readAv1Frame } from './frame.ts'
import { TOOLS, type Tool, type ToolName } from './tools.ts'

/** One combination of tool, chroma format, depth and speed. It has one AVIF fixture. */
export interface Cell {
  readonly tool: ToolName
  readonly speed: number
  readonly chroma: Chroma
  readonly depth: Depth
  readonly full: boolean
}

export const CHROMAS: readonly Chroma[] = ['4:0:0', '4:2:0', '4:2:2', '4:4:4']
export const DEPTHS: readonly Depth[] = [8, 10, 12]
export const SPEEDS: readonly number[] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]

/** Picture size. It is not a multiple of any block size, so that blocks are cut at the edges. */
const SIZE = { width: 237, height: 150 }

/**
 * A cell's result: the reason why no valid fixture could be made, or the comparison between the
 * decoded pictures.
 */
export type Outcome = { readonly cell: Cell } & (
  | { readonly made: false; readonly reason: string }
  | { readonly made: true; readonly verdict: Verdict }
)

/** Returns the coded data for the first tile or for the whole picture. */
function dataOf(file: Uint8Array): Uint8Array {
  const extent = headerOf(file).heif?.tiles[0]?.extents[0]
  if (!extent) throw new Error('the data of the picture is not known')
  return file.subarray(extent.at, extent.at + extent.length)
}

/** Returns the first frame's header in an AVIF. */
export const frameOf = (file: Uint8Array): Av1Frame => readAv1Frame(dataOf(file))

const isEqual = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0

/**
 * Encodes the file of a cell.
 * @returns the file, or the reason why it is not a valid fixture
 */
async function fixture(cell: Cell): Promise<Uint8Array | string> {
  const tool: Tool = TOOLS[cell.tool]
  const { picture, encoder, args, without } = tool
  const encoding = { ...SIZE, ...cell, picture, encoder }
  const encoded = (more: readonly string[] = []) => encodeAvif({ ...encoding, args: [...args, ...more] })
  try {
    const file = await encoded()
    if (!tool.shows(frameOf(file))) return 'the header does not show the tool'
    if (without && isEqual(dataOf(file), dataOf(await encoded(without)))) return 'no block uses the tool'
    return file
  } catch (error) {
    const { stderr } = error as { stderr?: unknown }
    if (typeof stderr !== 'string') throw error
    return `the encoder fails: ${stderr.trim().split('\n')[0]}`
  }
}

/** Encodes the file of a cell and compares what Signet decodes. */
export async function outcomeOf(cell: Cell): Promise<Outcome> {
  const file = await fixture(cell)
  if (typeof file === 'string') return { cell, made: false, reason: file }
  return { cell, made: true, verdict: await judge(file) }
}
