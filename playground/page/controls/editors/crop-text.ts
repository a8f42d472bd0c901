/** Forms of `crop`, with their parts' names and initial values. */
export const CROPS = {
  size: { title: 'size, centered', names: ['W', 'H'], start: ['800', '600'] },
  box: { title: 'box', names: ['W', 'H', 'X', 'Y'], start: ['800', '600', '0', '0'] },
  smart: { title: 'most interesting part', names: [], start: [] },
  fp: { title: 'focus point', names: ['X', 'Y', 'zoom'], start: ['0.5', '0.5', ''] },
  fpd: { title: 'focus point, marked', names: ['X', 'Y', 'zoom'], start: ['0.5', '0.5', ''] },
} as const

export type CropForm = keyof typeof CROPS

export function isCropForm(text: string): text is CropForm {
  return Object.hasOwn(CROPS, text)
}

export interface CropParts {
  readonly form: CropForm
  readonly parts: readonly string[]
}

/**
 * Splits a `crop` text into its form and that form's parts, which may be empty. Returns `undefined`
 * if the text has no known form.
 */
export function cropParts(text: string): CropParts | undefined {
  const [first = '', ...rest] = text.split(',')
  if (text === 'smart') return { form: 'smart', parts: [] }
  if (first === 'fp' || first === 'fpd')
    return rest.length < 2 || rest.length > 3 ? undefined : { form: first, parts: rest }
  if (rest.length === 1) return { form: 'size', parts: [first, ...rest] }
  return rest.length === 3 ? { form: 'box', parts: [first, ...rest] } : undefined
}

/** Formats a crop as a text. This is the inverse of `cropParts`. */
export function cropText({ form, parts }: CropParts): string {
  if (form === 'smart') return form
  if (form !== 'fp' && form !== 'fpd') return parts.join()
  const [x = '', y = '', zoom = ''] = parts
  return [form, x, y, ...(zoom === '' ? [] : [zoom])].join()
}

/** Converts a crop to another form and keeps the parts that both forms have. */
export function reshapeCrop(before: CropParts | undefined, form: CropForm): CropParts {
  const isPoint = (which: CropForm) => which.startsWith('fp')
  const kept = before && isPoint(before.form) === isPoint(form) ? before.parts : []
  return { form, parts: CROPS[form].start.map((part, index) => kept[index] ?? part) }
}
