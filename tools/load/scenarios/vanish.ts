import { askAndReset } from '../raw-client.ts'
import { targetOf } from '../requests.ts'
import type { Scenario } from '../scenario.ts'

const RESET_AFTER = 200_000

export const vanish: Scenario = {
  about: '48 requests for one original; each client resets the connection in the middle of it',
  async run({ options, service, entries, say }) {
    const target = await targetOf({ kind: 'original', zone: 'photos', file: 'photo-1.jpg' })
    const clients = Array.from({ length: options.concurrency ?? 48 }, () =>
      askAndReset(service.port, target, RESET_AFTER),
    )
    const answers = await Promise.all(clients)
    for (const { left, ...answer } of answers)
      entries.push({ kind: 'original', ...answer, excused: left ? 'left' : undefined })
    const vanished = answers.filter(({ left }) => left).length
    say(`${vanished} clients of ${answers.length} left in the middle`)
    return { figures: { vanished } }
  },
}
