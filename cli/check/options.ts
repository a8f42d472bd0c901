import type { Facts, Progress } from '../../src/edge/request/facts.ts'
import type { RequestedOverlay } from '../../src/edge/source/overlay.ts'
import { Failure } from '../../src/errors.ts'
import { isSealedPath } from '../../src/signing/auth/path-cipher.ts'
import { type Intent, parseIntent, spelledIntent } from '../../src/signing/url/intent.ts'
import { type Checking, failureOf, noteFailure, runReady } from './checking.ts'
import { isStandIn } from './server.ts'
import { isReady, type NamedStage, runStage } from './walk.ts'

/** Formats the options in the URL and its presets, without the formats that the client accepts. */
function optionsText(asked: Intent | undefined): string {
  if (!asked) return 'none: the original'
  const { accepts: _, ...signed } = asked
  return spelledIntent(signed) || 'the defaults'
}

function overlayText({ overlay, files }: RequestedOverlay): string {
  const names = files.map(({ name }) => name).join(', ')
  return overlay.url === undefined ? `a text is drawn with ${names}` : `the overlay is ${names}`
}

function tellOptions({ ledger, facts }: Checking, overlays: readonly RequestedOverlay[] = []): void {
  ledger.ok('options', [optionsText(facts.asked), ...overlays.map(overlayText)].join('; '))
}

/**
 * Checks the options. Without a configuration it parses them as a signer does, before presets are
 * applied.
 */
export async function checkOptions(stage: NamedStage, checking: Checking): Promise<void> {
  const { facts, server } = checking
  const { admitted } = facts
  if (!admitted) return
  const failure = await failureOf(async () => {
    if (server.loaded) await runStage(stage, facts)
    else checking.ledger.ok('options', optionsText(parseIntent(admitted.wire)))
  })
  if (failure) noteFailure(stage, failure, checking)
  else if (server.loaded) tellOptions(checking)
}

const PLAIN_PATH = new Failure(
  'not-found',
  undefined,
  'the zone has encrypted paths, and this one is not: sign with --encrypt',
)

/** Path for the later stages if the image's own path is not known. */
const ANY_PATH = 'image'

/**
 * Finds the image's path. A plain path in an encrypted zone fails. If no available key decrypts an
 * encrypted path, the check does not fail, because the server may have another key.
 */
export async function checkPath(stage: NamedStage, checking: Checking): Promise<void> {
  const { facts, server } = checking
  if (!facts.zone?.encrypted) return void (await runReady(stage, checking))
  if (!isReady(stage, facts)) return
  if (!isSealedPath(facts.admitted?.path ?? '')) return noteFailure(stage, PLAIN_PATH, checking)
  const failure = await failureOf(() => {
    if (isStandIn('PATH_KEYS', server))
      throw new Failure('not-found', undefined, 'the path is encrypted, and PATH_KEYS is not here')
    return runStage(stage, facts)
  })
  if (failure) checking.stopped ??= failure
}

/** Checks overlays' sources, even if the image's path could not be decrypted. */
export async function checkSources(stage: NamedStage, checking: Checking): Promise<void> {
  const { facts } = checking
  const known: Progress = { path: ANY_PATH, ...facts }
  if (!isReady(stage, known)) return
  const failure = await failureOf(async () => {
    const bound = (await stage.run(known as Facts)) as Pick<Facts, 'overlays'>
    tellOptions(checking, bound.overlays)
    if ('path' in facts) Object.assign(facts, bound)
  })
  if (failure) noteFailure(stage, failure, checking)
}
