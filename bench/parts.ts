import { readDrawings } from './formats/drawings.ts'
import { measureEncoders } from './formats/encoders.ts'
import { measureJpeg } from './formats/jpeg.ts'
import { measureJxl } from './formats/jxl.ts'
import { measureLossy } from './formats/lossy.ts'
import { measurePalettes } from './formats/palette.ts'
import { type PictureSet, paintPictures, readPhotographs } from './formats/pictures.ts'
import { measureQualities } from './formats/qualities.ts'
import { measureTranscodes } from './formats/transcodes.ts'
import { describeMachine } from './machine.ts'
import { measureOperations } from './operations/rounds.ts'
import { readResults } from './read-results.ts'
import type { Results } from './results.ts'
import type { Say } from './rounds.ts'

/** Options for a bench part. */
export interface PartOptions {
  readonly rounds: number
  /** Folder that contains photographs. Without it, the painted pictures are measured. */
  readonly photographs: string | undefined
  /** Widths in pixels; without them, `WIDTHS`. */
  readonly widths: readonly number[] | undefined
  /** Path to jpegli's encoder. Without it, the program `cjpegli` is looked for. */
  readonly jpegli: string | undefined
  readonly say: Say
}

/** Widths at which formats are compared. */
const WIDTHS = [400, 800, 1600]

type Pictured = Pick<PartOptions, 'photographs' | 'widths' | 'say'>

export const today = () => new Date().toISOString().slice(0, 10)

/** Returns a part's date and the command that repeats the part. */
function headOf(part: string, { photographs, widths }: Pick<PartOptions, 'photographs' | 'widths'>) {
  const folder = photographs === undefined ? '' : ' --photos FOLDER'
  const chosen = widths === undefined ? '' : ` --widths ${widths.join()}`
  return { date: today(), command: `npm run bench -- --only ${part}${folder}${chosen}` }
}

function paint(say: Say): PictureSet {
  say('painting pictures, some 20 s')
  return paintPictures()
}

const openPictures = async ({ photographs, say }: Pictured): Promise<PictureSet> =>
  photographs === undefined ? paint(say) : readPhotographs(photographs)

/** Returns the results for all sets after one set was measured. The others are kept. */
const withSet = <Result extends { readonly set: string }>(others: readonly Result[] = [], measured: Result) =>
  [...others.filter(({ set }) => set !== measured.set), measured].sort((a, b) => a.set.localeCompare(b.set))

/** Measures the operations. */
export async function timeOperations({ rounds, say }: Pick<PartOptions, 'rounds' | 'say'>) {
  return { operations: { date: today(), ...(await measureOperations(rounds, say)) } }
}

/** Times the encoders with the painted pictures and, if a folder is given, with its photographs. */
async function timeEncoders(options: Pictured): Promise<Partial<Results>> {
  const { photographs, widths = WIDTHS, say } = options
  const sets = [paint(say), ...(photographs === undefined ? [] : [await readPhotographs(photographs)])]
  return { encoders: { ...headOf('encoders', options), ...(await measureEncoders(sets, widths, say)) } }
}

async function compareQualities(options: Pictured): Promise<Partial<Results>> {
  const { widths = WIDTHS, say } = options
  const head = { ...headOf('qualities', options), ...describeMachine() }
  const measured = await measureQualities(await openPictures(options), widths, say)
  return { qualities: withSet(readResults().qualities, { ...head, ...measured }) }
}

/** Compares lossy WebP with libwebp. */
async function compareWebp(options: Pictured): Promise<Partial<Results>> {
  const { photographs, say } = options
  const head = { ...headOf('webp', { photographs, widths: undefined }), versions: describeMachine().versions }
  const measured = await measureLossy(await openPictures(options), say)
  return { lossy: withSet(readResults().lossy, { ...head, ...measured }) }
}

/** Compares progressive JPEG with other encoders at the same scores. */
async function compareJpeg(options: Pictured & Pick<PartOptions, 'jpegli'>): Promise<Partial<Results>> {
  const { widths = WIDTHS, jpegli, say } = options
  const measured = await measureJpeg(await openPictures(options), widths, say, jpegli)
  return { jpeg: withSet(readResults().jpeg, { ...headOf('jpeg', options), ...measured }) }
}

/** Compares lossy JPEG XL with other encoders at the same scores. */
async function compareJxl(options: Pictured): Promise<Partial<Results>> {
  const { widths = WIDTHS, say } = options
  const measured = await measureJxl(await openPictures(options), widths, say)
  return { jxl: withSet(readResults().jxl, { ...headOf('jxl', options), ...measured }) }
}

/** Compares palette PNGs with sharp's, by default for drawings. */
async function comparePalettes({ photographs, say }: Pictured): Promise<Partial<Results>> {
  const set = await (photographs === undefined ? readDrawings() : readPhotographs(photographs))
  const head = headOf('palette', { photographs, widths: undefined })
  const { versions } = describeMachine()
  return {
    palettes: withSet(readResults().palettes, { ...head, versions, ...(await measurePalettes(set, say)) }),
  }
}

/** Transcodes a folder's JPEGs to JPEG XL. */
async function transcode({ photographs, say }: Pictured): Promise<Partial<Results>> {
  if (photographs === undefined) throw new Error('--only transcodes needs --photos FOLDER')
  const head = headOf('transcodes', { photographs, widths: undefined })
  const measured = await measureTranscodes(photographs, say)
  return { transcodes: withSet(readResults().transcodes, { ...head, ...measured }) }
}

/** Result parts that are measured alone, by their name on the command line. */
export const PARTS: Readonly<Record<string, (options: PartOptions) => Promise<Partial<Results>>>> = {
  ops: timeOperations,
  encoders: timeEncoders,
  qualities: compareQualities,
  webp: compareWebp,
  jpeg: compareJpeg,
  jxl: compareJxl,
  palette: comparePalettes,
  transcodes: transcode,
}

/** Returns the parts that a run with all jobs does not measure. */
export function otherParts({
  qualities,
  lossy,
  jpeg,
  jxl,
  palettes,
  transcodes,
  encoders,
}: Results): Partial<Results> {
  return {
    ...(qualities && { qualities }),
    ...(lossy && { lossy }),
    ...(jpeg && { jpeg }),
    ...(jxl && { jxl }),
    ...(palettes && { palettes }),
    ...(transcodes && { transcodes }),
    ...(encoders && { encoders }),
  }
}
