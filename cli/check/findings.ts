import type { Progress } from '../../src/edge/request/facts.ts'
import { STAGES, type StageName } from '../../src/edge/request/stages.ts'
import { ERRORS, type Failure } from '../../src/errors.ts'

/** Rules by the stage that checks them. The output has one line for each rule. */
const RULES_OF_STAGE = {
  wire: ['url'],
  host: ['host'],
  zone: ['zone'],
  token: ['token'],
  claims: ['expire', 'start', 'address'],
  options: ['options'],
  policy: ['policy'],
} as const satisfies { readonly [Name in StageName]?: readonly string[] }

type RuleStage = keyof typeof RULES_OF_STAGE

const hasRules = (stage: StageName): stage is RuleStage => stage in RULES_OF_STAGE

/** Text of a finding whose rule was not checked because the check ended earlier. */
export const NOT_CHECKED = 'not checked'

export type Rule = (typeof RULES_OF_STAGE)[RuleStage][number]

/** All rules, in the order of the stages that check them. */
export const RULES: readonly Rule[] = STAGES.flatMap(({ name }) =>
  hasRules(name) ? RULES_OF_STAGE[name] : [],
)

/** Result for one rule. Any `FAIL` means that the server refuses the URL. */
export interface Finding {
  readonly mark: 'ok' | 'FAIL' | 'note'
  readonly rule: Rule
  readonly text: string
}

/** Rule that fails, with the failure that the server would report for it. */
export interface Failed {
  readonly rule: Rule
  readonly failure: Failure
}

/** Result of a check: the reasons for the server's answer to a URL. */
export interface Checked {
  /** One finding for each rule, in the order of `RULES`. */
  readonly findings: readonly Finding[]
  /**
   * Text that this URL's token must cover. `undefined` if the URL is malformed, or if its token
   * does not belong to the scheme `hmac`.
   */
  readonly signed: string | undefined
  /** First rule that fails. The server reports its failure alone. */
  readonly failed: Failed | undefined
  /** All rules that fail. */
  readonly failures: readonly Failed[]
  /** `true` if the token is missing or wrong, but the zone is in report mode and serves the URL. */
  readonly reported: boolean
  /** Facts about the URL. They are completed even if the token is invalid. */
  readonly facts: Progress
  /** Failure of the first stage that could not add its facts. `undefined` if all stages could. */
  readonly stopped: Failure | undefined
}

/**
 * Returns the rule under which a stage's failure is recorded. A stage without an own rule uses
 * `zone` for a 404, otherwise `options`.
 */
function lineOf(stage: StageName, { code }: Failure): Rule {
  const [rule] = hasRules(stage) && stage !== 'claims' ? RULES_OF_STAGE[stage] : []
  return rule ?? (code === 'not-found' ? 'zone' : 'options')
}

/** Collects one finding for each rule. A rule without a finding is reported as "not checked". */
export interface Ledger {
  readonly ok: (rule: Rule, text: string) => void
  readonly note: (rule: Rule, text: string) => void
  readonly fail: (stage: StageName, failure: Failure, rule?: Rule) => void
  /**
   * Ignores all later findings. It is called after a wrong token, because then nobody has signed
   * the rest of the URL.
   */
  readonly close: () => void
  readonly findings: () => readonly Finding[]
  readonly failures: () => readonly Failed[]
}

export function openLedger(): Ledger {
  const texts = new Map<Rule, Pick<Finding, 'mark' | 'text'>>()
  const failures: Failed[] = []
  let isOpen = true
  function put(mark: Finding['mark'], rule: Rule, text: string): void {
    if (isOpen) texts.set(rule, { mark, text })
  }
  return {
    ok: (rule, text) => put('ok', rule, text),
    note: (rule, text) => put('note', rule, text),
    fail(stage, failure, rule = lineOf(stage, failure)) {
      put('FAIL', rule, `the server answers ${ERRORS[failure.code].status}: ${failure.message}`)
      if (isOpen) failures.push({ rule, failure })
    },
    close() {
      isOpen = false
    },
    findings: () =>
      RULES.map((rule) => ({ rule, ...(texts.get(rule) ?? { mark: 'note', text: NOT_CHECKED }) })),
    failures: () => failures,
  }
}
