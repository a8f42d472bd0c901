import * as v from 'valibot'
import { LimitsTable } from '../../src/limits.ts'

/** Every limit at its default. */
export const LIMITS = v.parse(LimitsTable, {})
