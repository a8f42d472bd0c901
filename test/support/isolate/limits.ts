import * as v from 'valibot'
import { LimitsTable } from '../../../src/limits.ts'

/** Default values for all limits. */
export const LIMITS = v.parse(LimitsTable, {})
