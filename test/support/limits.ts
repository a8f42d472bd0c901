import * as v from 'valibot'
import { LimitsTable } from '../../src/limits.ts'

/** Default values of all limits. */
export const LIMITS = v.parse(LimitsTable, {})
