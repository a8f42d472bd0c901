import type { Zone } from '../src/edge/config.ts'
import { sourceRules } from '../src/edge/source/kind.ts'
import { type RequestedOverlay, requestedOverlays } from '../src/edge/source/overlay.ts'
import { LAYER_PREFIXES } from '../src/engine/options/layers.ts'
import { Failure } from '../src/errors.ts'
import type { KeyPolicy } from '../src/signing/auth/key-policy.ts'
import { assertNotReserved, type Facts } from '../src/signing/url/fill.ts'
import { formatIntent, type Intent, parseIntent } from '../src/signing/url/intent.ts'
import { unknownName } from '../src/signing/url/nearest.ts'
import { isOptionName, OPTION_NAMES } from '../src/signing/url/options.ts'
import type { Wire } from '../src/signing/url/wire.ts'
import { withMandatory } from '../src/signing/url/zone-rules.ts'
import type { Loaded } from './project.ts'

function assertKnown({ signed, free }: Wire): void {
  assertNotReserved(signed.keys())
  const unknown = [...signed.keys(), ...free.keys()].find((name) => !isOptionName(name))
  if (unknown === undefined) return
  const message = /^ol[015-9]/.test(unknown)
    ? `unknown parameter ${unknown}: overlays are ${LAYER_PREFIXES.join(', ')}`
    : unknownName('parameter', unknown, OPTION_NAMES)
  throw new Failure('bad-parameter', message)
}

/** Parsed options of a URL and their text for the output of `verify`. */
export interface ReadOptions {
  readonly intent: Intent | undefined
  readonly text: string
}

function told({ overlay, files }: RequestedOverlay): string {
  const names = files.map(({ name }) => name).join(', ')
  return overlay.url === undefined ? `a text is drawn with ${names}` : `the overlay is ${names}`
}

/**
 * Parses the options of a URL as the server does.
 * @param policy of the key that signed the URL
 * @param facts values that replace the placeholders in texts
 * @throws Failure bad-parameter
 */
export function readOptions(
  wire: Wire,
  zone: Zone | undefined,
  policy: KeyPolicy | undefined,
  facts: Facts,
): ReadOptions {
  assertKnown(wire)
  const intent = parseIntent(wire, zone && withMandatory(zone.rules, policy?.preset), facts)
  return { intent, text: intent ? formatIntent(intent) || 'the defaults' : 'none: the original' }
}

/**
 * Returns the text about the options for `verify`, with the overlays and fonts that the options
 * request. The server looks these up after the policy has allowed the URL.
 * @throws Failure bad-parameter
 */
export function withOverlays({ intent, text }: ReadOptions, wire: Wire, zone: Zone, loaded: Loaded): string {
  const rules = sourceRules(loaded.config.limits, new URL(wire.origin).host, true)
  return [text, ...requestedOverlays(intent, zone, loaded.env, rules).map(told)].join('; ')
}
