import { afterEach, expect, it, vi } from 'vitest'
import { announceReportMode, reportModeWarning } from '../../../src/log/report-mode.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

it('each zone in report mode is announced once', () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
  for (const zone of ['a', 'b', 'a', 'b']) announceReportMode(zone)
  expect(warn.mock.calls).toEqual([[reportModeWarning('a')], [reportModeWarning('b')]])
})

it('a log that fails does not fail a request', () => {
  vi.spyOn(console, 'warn').mockImplementation(() => {
    throw new Error('the platform failed')
  })
  expect(() => announceReportMode('c')).not.toThrow()
})
