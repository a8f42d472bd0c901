import assert from 'node:assert/strict'
import * as v from 'valibot'
import type { Header } from '../../../src/engine/formats/header.ts'
import { assertLimits } from '../../../src/engine/plan/check-limits.ts'
import { LimitsTable } from '../../../src/limits.ts'
import { SECTIONS } from '../../../tools/docs.ts'

const header: Header = {
  format: 'png',
  ...{ width: 300, height: 2, orientation: 1, alpha: false, depth: 8, components: 3 },
  ...{ icc: false, frames: 1, progressive: false },
}

assertLimits(header, v.parse(LimitsTable, {}))
assert.throws(() => assertLimits(header, v.parse(LimitsTable, { slenderness: 100 })), { code: 'too-large' })
assert.match(SECTIONS['limits']?.() ?? '', /`slenderness` \| `10000` \| longer side/)
