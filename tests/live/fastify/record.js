// What the handler of the last call was handed, after Fastify's own parsing, and the answers of tomorrow.
import { createHash } from 'node:crypto'

let last = {}

/** A file by what can be said of it; `file` is what Fastify's schema of files asks for. */
export function told (name, type, bytes) {
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return { file: true, name, type, size: bytes.length, sha256 }
}

export function record (request) {
  const body = Buffer.isBuffer(request.body) ? told(null, null, request.body) : request.body
  last = {
    operation: request.routeOptions.schema?.operationId,
    path: request.params,
    query: request.query,
    headers: request.headers,
    cookies: request.cookies,
    body: body ?? null
  }
}

export const received = () => last

const ENUMS = ['star', 'planet', 'deep sky']
const TAGS = ['image', 'spectrum', 'note']
let count = 0

function changed (value, turn, isTop = true) {
  if (Array.isArray(value)) return value.map((item) => changed(item, turn))
  if (value !== null && typeof value === 'object') {
    const found = Object.fromEntries(Object.entries(value).map(([name, member]) => [name, changed(member, turn)]))
    if (turn === 2 && TAGS.includes(found.kind)) found.kind = 'tag_of_tomorrow'
    found.member_of_tomorrow = { nested: [1, 2.5, 'x', null, {}] }
    return found
  }
  return turn === 1 && ENUMS.includes(value) ? 'of_tomorrow' : value
}

/** Adds an unknown member to each object; every third answer has an unknown value of an enum, or an unknown tag. */
export async function tomorrow (request, reply, payload) {
  const kind = String(reply.getHeader('content-type') ?? '')
  if (typeof payload !== 'string' || request.url.startsWith('/-/') || request.url.startsWith('/openapi.json')) return payload
  const turn = count++ % 3
  const one = (text) => {
    try {
      return JSON.stringify(changed(JSON.parse(text), turn))
    } catch {
      return text
    }
  }
  if (kind.startsWith('application/json')) return one(payload)
  if (kind.startsWith('application/jsonl')) return payload.split('\n').map((line) => line && one(line)).join('\n')
  if (kind.startsWith('text/event-stream')) {
    return payload.split('\n').map((line) => line.startsWith('data: ') ? `data: ${one(line.slice(6))}` : line).join('\n')
  }
  return payload
}
