import { PNG_ADAPTIVE } from '../../constants/kernel.ts'
import { type Kernel, view } from '../../wasm/kernel.ts'
import { chooseFilter, type Filtering, piecesOf, sampledBytes } from './choose-filter.ts'
import type { FilteredRows } from './filtered-rows.ts'
import { type Form, formBytes, indexedForms, sampledForm, traitsOfColours } from './form.ts'

/** Form and filtering of the rows of a PNG. */
export interface Choice {
  readonly form: Form
  readonly filtering: Filtering
}

/** Filterings between which `chooseForm` chooses. */
export interface Filterings {
  readonly plain: Filtering
  readonly filtered: Filtering
}

/**
 * Chooses the form in which an unchanged picture is smallest, and its filter. The kind of the rows
 * is set accordingly. If the picture has at most 256 colours, sample pieces are compressed in each
 * possible form. Otherwise it is stored without colour or alpha if it has none.
 * @param colours the RGBA colours of the picture; `undefined` if there are more than 256
 * @param traits returns the traits of a picture with more than 256 colours
 */
export function chooseForm(
  rows: FilteredRows,
  kernel: Kernel,
  colours: Uint8Array | undefined,
  traits: () => number,
  filterings: Filterings,
): Choice {
  const form = sampledForm(colours ? traitsOfColours(colours) : traits())
  rows.use(form.kind)
  const sampled = { form, filtering: chooseFilter(rows, filterings.plain, filterings.filtered) }
  if (colours === undefined) return sampled
  const indexed = indexedForms(colours).flatMap((each) => choicesOf(each, filterings))
  if (indexed.length === 0) return sampled
  return smallest(rows, kernel, [sampled, { form, filtering: filterings.plain }, ...indexed])
}

/**
 * Returns the choices for rows with one sample a pixel. Neighbouring indices are not similar, so
 * they are filtered only if the best filter of each row is asked for, and if that is smaller.
 */
export const choicesOf = (form: Form, { plain, filtered }: Filterings): Choice[] =>
  (filtered.filter === PNG_ADAPTIVE ? [plain, filtered] : [plain]).map((filtering) => ({ form, filtering }))

/** Compresses sample pieces with each choice, and returns the smallest one. */
export function smallest(rows: FilteredRows, kernel: Kernel, choices: readonly Choice[]): Choice {
  const pieces = piecesOf(rows)
  const share = pieces.reduce((sum, piece) => sum + piece.rows, 0) / rows.height
  const measured = choices.map((choice) => {
    useForm(rows, kernel, choice.form)
    return { choice, bytes: sampledBytes(rows, pieces, choice.filtering) / share + formBytes(choice.form) }
  })
  const { choice } = measured.reduce((best, each) => (each.bytes < best.bytes ? each : best))
  useForm(rows, kernel, choice.form)
  return choice
}

/** Sets the kind of the rows, and the sample that stands for each colour. */
function useForm(rows: FilteredRows, kernel: Kernel, { kind, samples }: Form): void {
  rows.use(kind)
  if (samples) view(kernel, kernel.pngEncodeSamples(), samples.length).set(samples)
}
