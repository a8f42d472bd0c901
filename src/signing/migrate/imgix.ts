import { arrange, type Draft, type Translation } from './draft.ts'
import { IMGIX_PARAMETERS } from './imgix-parameters.ts'
import { readParts } from './row.ts'

function focused(draft: Draft, problems: string[]): Draft {
  const { focus, focusX, focusY, zoom, ...rest } = draft
  const point = [focusX ?? '0.5', focusY ?? '0.5', ...(zoom === undefined ? [] : [zoom])]
  if (focus === 'point') return { ...rest, focus: ['fp', ...point].join() }
  if (focusX !== undefined || focusY !== undefined || zoom !== undefined)
    problems.push('fp-x, fp-y and fp-z need crop=focalpoint')
  return { ...rest, ...(focus !== undefined && { focus }) }
}

function resolve(given: Draft, problems: string[]): Draft {
  const draft = focused({ fit: 'inside', ...given }, problems)
  const placed =
    draft.focus !== undefined || (draft.position ?? 'center') !== 'center' || draft.area !== undefined
  if (placed && (draft.flip !== undefined || draft.flop !== undefined))
    problems.push('flip cannot be joined with crop and rect')
  return draft
}

/**
 * Translates an imgix URL.
 *
 * @param path image path below its zone, decoded
 * @param parameters parameters of the query without `s`, decoded
 * @example translateImgix('users/1.png', [['w', '400'], ['fit', 'crop']])
 */
export function translateImgix(path: string, parameters: Iterable<readonly [string, string]>): Translation {
  const parts = [...parameters].map(([name, value]): [string, string[]] => [name, [value]])
  const { draft, problems } = readParts('imgix', IMGIX_PARAMETERS, parts)
  const found = [...problems]
  const arranged = arrange(resolve(draft, found), path)
  return { path, parameters: arranged.parameters, problems: [...found, ...arranged.problems] }
}
