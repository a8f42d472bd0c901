import { PNG_ADAPTIVE, PNG_COLORED, PNG_NONE } from '../../constants/kernel.ts'
import { type Kernel, view } from '../../wasm/kernel.ts'
import { bands } from './bands.ts'
import { chooseFilter, type Filtering, type Piece, piecesOf, sampledBytes } from './choose-filter.ts'
import { type FilteredRows, isIndexed } from './filtered-rows.ts'
import { type Form, formBytes, indexedForms, sampledForm, traitsOfColors } from './form.ts'
import { deflate } from './zlib.ts'

/**
 * Minimum pixels per compressed byte at which the choices are compressed in full. Pictures with
 * flat areas compress to a few bytes per row. The tables in deflate's blocks (RFC 1951, 3.2.7) then
 * make up most of a small sample piece, but little of the file.
 */
const FLAT_PIXELS = 8
/** Maximum number of pixels that are compressed in full. */
const MAX_TRIED = 1 << 20
/** Number of row groups that are compressed if a picture has more than `MAX_TRIED` pixels. */
const GROUPS = 8
/**
 * Minimum compression level that is raised for pictures that compress to few bytes, if they have
 * one sample per pixel. Their files are 1 to 10 % smaller at level 8 than at 7, and take at most 30
 * ms longer for each megapixel (2026-11-30).
 */
const MIN_RAISED = 6

/** Form and filtering for a PNG's rows. */
export interface Choice {
  readonly form: Form
  readonly filtering: Filtering
}

/** Properties of a picture's pixels that decide which forms it can have. */
export interface Content {
  /** The picture's RGBA colors; `undefined` if there are more than 256. */
  readonly colors: Uint8Array | undefined
  /** `false` leaves out the forms with gray samples. */
  readonly mayBeGray: boolean
  /** Returns the picture's traits. It is called if there are more than 256 colors. */
  traits(): number
}

/** Filterings between which `chooseForm` chooses. */
export interface Filterings {
  readonly plain: Filtering
  /** Filtering for rows with one sample per pixel. */
  readonly indexed: Filtering
  readonly filtered: Filtering
}

/**
 * Chooses the form in which an unchanged picture is smallest, and its filter. Sets the row kind
 * accordingly. If the picture has at most 256 colors, sample pieces are compressed in each possible
 * form. Otherwise color and alpha are not stored if the picture has none.
 */
export async function chooseForm(
  rows: FilteredRows,
  kernel: Kernel,
  content: Content,
  filterings: Filterings,
): Promise<Choice> {
  const { colors, mayBeGray } = content
  const found = colors ? traitsOfColors(colors) : content.traits()
  const form = sampledForm(mayBeGray ? found : found | PNG_COLORED)
  rows.use(form.kind)
  const { plain, filtered } = filterings
  const indexed = colors ? indexedForms(colors, mayBeGray) : []
  if (indexed.length === 0) return { form, filtering: chooseFilter(rows, plain, filtered) }
  const sampled = [plain, filtered].map((filtering) => ({ form, filtering }))
  return smallest(rows, kernel, [...sampled, ...indexed.flatMap((each) => choicesOf(each, filterings))])
}

/**
 * Returns the choices for rows with one sample per pixel. Neighboring indices are not similar. Such
 * rows are filtered only if the settings ask for each row's best filter, and if the result is
 * smaller.
 */
export const choicesOf = (form: Form, { indexed, filtered }: Filterings): Choice[] =>
  (filtered.filter === PNG_ADAPTIVE ? [indexed, filtered] : [indexed]).map((filtering) => ({
    form,
    filtering,
  }))

/**
 * Compresses sample pieces with each choice, and returns the choice with the smallest result. If
 * the picture compresses to few bytes, it is compressed in full.
 */
export async function smallest(
  rows: FilteredRows,
  kernel: Kernel,
  choices: readonly Choice[],
): Promise<Choice> {
  const pieces = piecesOf(rows)
  const share = shareOf(rows, pieces)
  const pixels = rows.width * rows.height
  let measured: Measured[] = choices.map((choice) => {
    useForm(rows, kernel, choice.form)
    return { choice, bytes: sampledBytes(rows, pieces, choice.filtering) / share + formBytes(choice.form) }
  })
  if (choices.length > 1 && least(measured).bytes * FLAT_PIXELS < pixels) {
    const tried = withoutWorseFilters(measured)
    measured = []
    for (const { choice } of tried) {
      useForm(rows, kernel, choice.form)
      measured.push({ choice, bytes: (await triedBytes(rows, choice.filtering)) + formBytes(choice.form) })
    }
  }
  const { choice, bytes } = least(measured)
  useForm(rows, kernel, choice.form)
  return bytes * FLAT_PIXELS < pixels ? raised(choice) : choice
}

interface Measured {
  readonly choice: Choice
  readonly bytes: number
}

const least = (measured: readonly Measured[]): Measured =>
  measured.reduce((best, each) => (each.bytes < best.bytes ? each : best))

/**
 * Leaves out filters that make a form's sample pieces larger. The first choice for each form has no
 * filter.
 */
const withoutWorseFilters = (measured: readonly Measured[]): readonly Measured[] =>
  measured.filter(({ choice, bytes }) => {
    const plain = measured.find((each) => each.choice.form === choice.form)
    return plain === undefined || bytes <= plain.bytes
  })

const shareOf = ({ height }: FilteredRows, pieces: readonly Piece[]): number =>
  pieces.reduce((sum, piece) => sum + piece.rows, 0) / height

/** Returns the choice with a higher compression level if its rows have one sample per pixel. */
function raised({ form, filtering }: Choice): Choice {
  const { filter, level } = filtering
  if (!isIndexed(form.kind) || filter !== PNG_NONE || level < MIN_RAISED) return { form, filtering }
  return { form, filtering: { filter, level: Math.min(9, level + 1) } }
}

/**
 * Compresses the picture, or some row groups in one stream. Returns the bytes for the whole
 * picture.
 */
async function triedBytes(rows: FilteredRows, { filter, level }: Filtering): Promise<number> {
  const pieces = triedPieces(rows)
  let bytes = 0
  for await (const { length } of deflate(bands(rows, filter, pieces), level)) bytes += length
  return bytes / shareOf(rows, pieces)
}

function triedPieces({ width, height }: FilteredRows): Piece[] {
  if (width * height <= MAX_TRIED) return [{ top: 0, rows: height }]
  const count = Math.min(GROUPS, height)
  const each = Math.max(1, Math.floor(MAX_TRIED / (width * count)))
  return Array.from({ length: count }, (_, index) => ({
    top: Math.floor((index * (height - each)) / Math.max(1, count - 1)),
    rows: each,
  }))
}

/** Sets the row kind, and the sample to write for each color. */
function useForm(rows: FilteredRows, kernel: Kernel, { kind, samples }: Form): void {
  rows.use(kind)
  if (samples) view(kernel, kernel.pngEncodeSamples(), samples.length).set(samples)
}
