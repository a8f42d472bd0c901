import { refuse } from './command.ts'
import { INVOKE } from './invocation.ts'

const queryOf = (url: string) => /\?(.*)$/s.exec(url)?.[1] ?? ''

/**
 * Refuses a URL that was copied from HTML, in which `&` is written as `&amp;`.
 * @throws Failure bad-parameter
 */
export function assertNoEntities(url: string): void {
  if (/&amp;/i.test(queryOf(url)))
    refuse('the URL has &amp;: write & in its place, as in HTML it stands for &')
}

/** Faults of a pasted URL, each with the sentence that says what to do. */
const FAULTS: readonly (readonly [RegExp, string])[] = [
  [
    /(?:^|[&\s])token=(?:…|\.{3}|TOKEN|%E2%80%A6)\s*(?:&|$)/,
    `the token of the URL is a placeholder: pass a URL that ${INVOKE.run('sign')} printed`,
  ],
  [/^\s|[&=]\s|\s(?:&|$)/, 'the URL has a blank beside a parameter: remove the blank'],
]

/**
 * Refuses a URL with a copying mistake: an HTML entity, a placeholder from the documentation, or a
 * stray blank. The server's answer to such a URL would not name the mistake.
 * @throws Failure bad-parameter
 */
export function assertPasted(url: string): void {
  assertNoEntities(url)
  const query = queryOf(url)
  for (const [fault, sentence] of FAULTS) if (fault.test(query)) refuse(sentence)
}
