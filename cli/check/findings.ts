import type { Progress } from '../../src/edge/request/facts.ts'
import type { StageName } from '../../src/edge/request/stages.ts'
import { ERRORS, type Failure } from '../../src/errors.ts'

/** The lines of a check, in the order in which the server checks them. */
export const RULES = [
  'url',
  'host',
  'zone',
  'token',
  'expire',
  'start',
  'address',
  'options',
  'policy',
] as const

/** The text of a rule that the check did not come to. */
export const NOT_CHECKED = 'not checked'

export type Rule = (typeof RULES)[number]

/** The result for one rule. Any `FAIL` means that the server refuses the URL. */
export interface Finding {
  readonly mark: 'ok' | 'FAIL' | 'note'
  readonly rule: Rule
  readonly text: string
}

/** The first rule that fails, and how the server answers. */
export interface Failed {
  readonly rule: Rule
  readonly failure: Failure
}

/** Why a server answers a URL as it does. */
export interface Checked {
  /** One for each rule, in their order. */
  readonly findings: readonly Finding[]
  /**
   * The text that a token of this URL covers; `undefined` where it is malformed, or the token is
   * not native.
   */
  readonly signed: string | undefined
  readonly failed: Failed | undefined
  /**
   * `true` if the token is missing or wrong, and the URL served nevertheless: the zone is in report
   * mode.
   */
  readonly reported: boolean
  /** Facts that the URL leads to, also behind a token that does not hold. */
  readonly facts: Progress
  /** The failure behind which no more of `facts` is known. */
  readonly stopped: Failure | undefined
}

/** The line of a stage. A refusal of the path, a 404, is told with the zone. */
const LINES: { readonly [Name in StageName]?: Rule } = {
  wire: 'url',
  host: 'host',
  zone: 'zone',
  token: 'token',
  policy: 'policy',
}

function lineOf(stage: StageName, { code }: Failure): Rule {
  return LINES[stage] ?? (code === 'not-found' ? 'zone' : 'options')
}

/** Gathers findings. A rule that no stage came to stays "not checked". */
export interface Ledger {
  readonly ok: (rule: Rule, text: string) => void
  readonly note: (rule: Rule, text: string) => void
  readonly fail: (stage: StageName, failure: Failure, rule?: Rule) => void
  /** From here on nothing is gathered: nobody has signed what follows. */
  readonly close: () => void
  readonly findings: () => readonly Finding[]
  readonly failed: () => Failed | undefined
}

export function openLedger(): Ledger {
  const texts = new Map<Rule, Pick<Finding, 'mark' | 'text'>>()
  let failed: Failed | undefined
  let isOpen = true
  function put(mark: Finding['mark'], rule: Rule, text: string): void {
    if (isOpen) texts.set(rule, { mark, text })
  }
  return {
    ok: (rule, text) => put('ok', rule, text),
    note: (rule, text) => put('note', rule, text),
    fail(stage, failure, rule = lineOf(stage, failure)) {
      put('FAIL', rule, `the server answers ${ERRORS[failure.code].status}: ${failure.message}`)
      if (isOpen) failed ??= { rule, failure }
    },
    close() {
      isOpen = false
    },
    findings: () =>
      RULES.map((rule) => ({ rule, ...(texts.get(rule) ?? { mark: 'note', text: NOT_CHECKED }) })),
    failed: () => failed,
  }
}
