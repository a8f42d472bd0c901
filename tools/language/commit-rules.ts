import { findChains } from './genitives.ts'

/** A commit that is no merge. */
export interface Commit {
  /** Abbreviated hash. */
  readonly hash: string
  readonly subject: string
}

/** A rule for commit subjects. */
interface CommitRule {
  readonly isBroken: (subject: string) => boolean
  /** Completes the sentence "the subject must …". */
  readonly must: string
}

const MAX_LENGTH = 72

/** Imperatives that end like another verb form or like a plural. */
const IMPERATIVES: ReadonlySet<string> = new Set(['Alias', 'Bias', 'Bring', 'Embed', 'Ping', 'Shed', 'Wed'])

/**
 * `true` for verbs that are no imperatives, such as "Adds", "Added" and "Adding". `false` for
 * "Pass", "Focus" and "Exceed".
 */
const isOtherForm = (word: string): boolean => /(?:[^e]ed|ing|[^su]s)$/.test(word) && !IMPERATIVES.has(word)

const COMMIT_RULES: readonly CommitRule[] = [
  { must: `have up to ${MAX_LENGTH} characters`, isBroken: (subject) => [...subject].length > MAX_LENGTH },
  { must: 'end without a full stop', isBroken: (subject) => subject.endsWith('.') },
  {
    must: 'have at most one "of" in a clause',
    isBroken: (subject) => findChains(subject).length > 0,
  },
  {
    must: 'begin with an imperative, such as "Add", and without a prefix',
    isBroken: (subject) => {
      const [, verb = ''] = /^([A-Z][a-z]+)(?= )/.exec(subject) ?? []
      return verb === '' || isOtherForm(verb)
    },
  },
]

/** Finds subjects that break a rule. */
export const findBadSubjects = (commits: readonly Commit[]): string[] =>
  commits.flatMap(({ hash, subject }) =>
    COMMIT_RULES.filter(({ isBroken }) => isBroken(subject)).map(
      ({ must }) => `commit ${hash}: the subject must ${must}: ${subject}`,
    ),
  )
