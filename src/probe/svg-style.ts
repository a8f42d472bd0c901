import { Failure } from '../errors.ts'

/** A type, a class, or both: what the rasteriser knows. */
const SELECTOR = /^(?:[a-z]+|[a-z]*\.[\w-]+)$/i
const RULE = /([^{}]*)\{[^{}]*\}/g
/** Every element is held against every rule. */
const MAX_RULES = 500

/**
 * The names of the elements that `url(#name)` in a style or an attribute refers to.
 * @throws Failure unsupported: a reference to something else
 */
export function localReferences(text: string): string[] {
  return [...text.matchAll(/url\(\s*['"]?([^)'"]*)/gi)].map(([, target = '']) => fragment(target))
}

/** @throws Failure unsupported: `target` lies outside of the document */
export function fragment(target: string): string {
  if (!target.startsWith('#')) throw new Failure('unsupported', 'SVG: a reference leads out of the image')
  return target.slice(1).trim()
}

/**
 * Holds a style sheet against what is drawn truly.
 * @throws Failure unsupported, too-large
 */
export function assertStyleSheet(text: string): void {
  const sheet = text.replace(/\/\*[\s\S]*?\*\//g, '')
  if (sheet.includes('@')) throw new Failure('unsupported', 'SVG: a style sheet has an at-rule')
  const rules = [...sheet.matchAll(RULE)]
  if (rules.length > MAX_RULES) throw new Failure('too-large', 'SVG: a style sheet has too many rules')
  const selectors = rules.flatMap(([, list = '']) => list.split(','))
  if (!selectors.every((selector) => SELECTOR.test(selector.trim())))
    throw new Failure('unsupported', 'SVG: a style sheet selects by more than element and class')
}
