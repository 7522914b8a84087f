// What the handler of the last call was handed, after the framework's own parsing, and the answers of tomorrow.
import { createHash } from 'node:crypto'
import type { NextFunction, Request, Response } from 'express'

let last: unknown = {}

/** A file by what can be said of it. */
export function told (name: string | null, type: string | null, bytes: Buffer) {
  // The parser reads names as Latin-1.
  const known = name === null ? null : Buffer.from(name, 'latin1').toString()
  return { name: known, type, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }
}

export const file = (part?: Express.Multer.File) => part && told(part.originalname, part.mimetype, part.buffer)

type Handed = { path?: unknown, query?: unknown, headers?: unknown, cookies?: unknown, body?: unknown }

export function handed (operation: string, parts: Handed = {}): void {
  last = JSON.parse(JSON.stringify({ operation, path: {}, query: {}, headers: {}, cookies: {}, body: null, ...parts }))
}

export const received = () => last

const ENUMS = ['drama', 'comedy', 'silent film']
const TAGS = ['seat', 'box', 'balcony']
const MAPS = ['labels', 'nested']
let count = 0

function changed (value: unknown, turn: number, inMap = false): unknown {
  if (value instanceof Date) return value
  if (Array.isArray(value)) return value.map((item) => changed(item, turn))
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value).map(([name, member]) => [name, changed(member, turn, MAPS.includes(name))])
    const found = Object.fromEntries(entries)
    if (turn === 2 && TAGS.includes(found.kind)) found.kind = 'tag_of_tomorrow'
    if (!inMap) found.member_of_tomorrow = { nested: [1, 2.5, 'x', null, {}] }
    return found
  }
  return turn === 1 && ENUMS.includes(value as string) ? 'of_tomorrow' : value
}

/** Adds an unknown member to each object; every third answer has an unknown value of an enum, or an unknown tag. */
export function tomorrow (request: Request, response: Response, next: NextFunction): void {
  if (!request.url.startsWith('/-/') && !request.url.startsWith('/openapi.json')) {
    const turn = count++ % 3
    const json = response.json.bind(response)
    response.json = (body: unknown) => json(changed(body, turn))
  }
  next()
}
