import { readFileSync } from 'node:fs'
import type { Results } from './results.ts'

/** Reads the results from the last complete run. */
export const readResults = (): Results =>
  JSON.parse(readFileSync(new URL('results.json', import.meta.url), 'utf8')) as Results
