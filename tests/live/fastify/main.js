// An observatory: each route shows something that Fastify documents, and answers with what it was handed where that says
// most.
import cookie from '@fastify/cookie'
import formbody from '@fastify/formbody'
import multipart, { ajvFilePlugin } from '@fastify/multipart'
import swagger from '@fastify/swagger'
import Fastify from 'fastify'
import { Readable } from 'node:stream'
import { received, record, told, tomorrow } from './record.js'

const app = Fastify({ ajv: { customOptions: { removeAdditional: false, discriminator: true }, plugins: [ajvFilePlugin] } })

await app.register(swagger, {
  openapi: {
    openapi: '3.1.0',
    info: { title: 'Observatory', version: '3.0.1' },
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        basic: { type: 'http', scheme: 'basic' },
        headerKey: { type: 'apiKey', in: 'header', name: 'X-Key' },
        queryKey: { type: 'apiKey', in: 'query', name: 'key' },
        cookieKey: { type: 'apiKey', in: 'cookie', name: 'key' }
      }
    },
    webhooks: {
      seen: { post: { requestBody: { content: { 'application/json': { schema: { type: 'object', properties: { id: { type: 'string' } } } } } }, responses: { 204: { description: 'Understood' } } } }
    }
  },
  // Names of components are those of the schemas.
  refResolver: { buildLocalReference: (json) => json.$id }
})
await app.register(cookie)
await app.register(formbody)
await app.register(multipart, {
  attachFieldsToBody: 'keyValues',
  async onFile (part) {
    part.value = told(part.filename, part.mimetype, await part.toBuffer())
  }
})
app.addContentTypeParser(['application/octet-stream', 'image/png'], { parseAs: 'buffer' }, (request, body, done) => done(null, body))

const object = (properties, required = Object.keys(properties)) => ({ type: 'object', properties, required })
const text = { type: 'string' }
const ref = (id) => ({ $ref: `${id}#` })

app.addSchema({ $id: 'Sort', type: 'string', enum: ['star', 'planet', 'deep sky'] })
app.addSchema({ $id: 'Problem', ...object({ code: text, detail: text }) })
app.addSchema({
  $id: 'Place',
  ...object({ ra: { type: 'number', minimum: 0, exclusiveMaximum: 24 }, dec: { type: 'number', minimum: -90, maximum: 90 }, epoch: { type: 'integer', nullable: true } }, ['ra', 'dec'])
})
const things = { id: { type: 'string', format: 'uuid' }, taken_at: { type: 'string', format: 'date-time' } }
app.addSchema({ $id: 'Image', ...object({ kind: { const: 'image' }, ...things, exposure: { type: 'string', format: 'duration' }, filters: { type: 'array', items: text, uniqueItems: true } }, ['kind', 'id', 'taken_at']) })
app.addSchema({ $id: 'Spectrum', ...object({ kind: { const: 'spectrum' }, ...things, lines: { type: 'array', items: { type: 'number' } }, of: ref('Sort') }, ['kind', 'id', 'taken_at', 'lines']) })
app.addSchema({ $id: 'Note', ...object({ kind: { const: 'note' }, text: { type: 'string', maxLength: 400 }, place: ref('Place') }, ['kind', 'text']) })
const record_ = { type: 'object', required: ['kind'], discriminator: { propertyName: 'kind' }, oneOf: [ref('Image'), ref('Spectrum'), ref('Note')] }
app.addSchema({ $id: 'Tree', ...object({ name: text, parts: { type: 'array', items: { $ref: 'Tree#' } } }, ['name']) })
app.addSchema({
  $id: 'Page',
  ...object({ items: { type: 'array', items: ref('Image') }, total: { type: 'integer' }, page: { type: 'integer' }, pageSize: { type: 'integer' } })
})

const image = (number) => ({
  kind: 'image',
  id: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
  taken_at: new Date(1_780_000_000_000 + number * 1000).toISOString(),
  exposure: 'PT1M30S',
  filters: ['Hα', 'OIII']
})
const found = (number) => [
  image(number),
  { kind: 'spectrum', id: image(number).id, taken_at: image(number).taken_at, lines: [656.28, 500], of: 'deep sky' },
  { kind: 'note', text: 'Wolken \u2601', place: { ra: 5.5, dec: -5.25, epoch: null } }
][number % 3]

const echo = async (request) => request.body
const route = (method, url, operationId, schema, handler) => {
  app.route({ method, url, schema: { operationId, ...schema }, handler })
}
const ok = (schema) => ({ 200: { description: 'Done', ...(schema ?? {}) } })
const json = (schema) => ({ 200: { description: 'Done', content: { 'application/json': { schema } } } })

// One file under a name is no list to the library.
app.addHook('preValidation', async ({ body }) => {
  if (body?.more?.file) body.more = [body.more]
})
app.addHook('preHandler', async (request) => {
  if (request.routeOptions.schema?.operationId) record(request)
})
if (process.env.LIVE_TOMORROW) app.addHook('onSend', tomorrow)

// Bodies.
route('POST', '/records', 'addRecord', { body: record_, response: { 201: record_ } }, async (request, reply) => {
  reply.code(201)
  return request.body
})
route('POST', '/places', 'addPlace', { body: ref('Place'), response: { 200: ref('Place'), 409: ref('Problem') } }, echo)
route('POST', '/trees', 'addTree', { body: ref('Tree'), response: { 200: ref('Tree') } }, echo)
route('POST', '/batches', 'addBatch', { body: { type: 'array', items: record_, minItems: 1, maxItems: 5 }, response: { 200: { type: 'array', items: record_ } } }, echo)
route('POST', '/shapes', 'sendShapes', {
  body: object({
    pair: { type: 'array', items: [{ type: 'number' }, text], minItems: 2, maxItems: 2, additionalItems: false },
    sorts: { type: 'array', items: ref('Sort') },
    labels: { type: 'object', additionalProperties: text },
    nested: { type: 'object', additionalProperties: { type: 'object', additionalProperties: { type: 'integer' } } },
    day: { type: 'string', format: 'date' },
    time: { type: 'string', format: 'time' },
    web: { type: 'string', format: 'uri' },
    mail: { type: 'string', format: 'email' },
    ip: { type: 'string', format: 'ipv4' },
    code: { type: 'string', pattern: '^[A-Z]{2}-\\d{3,5}$' },
    ratio: { type: 'number', multipleOf: 0.25 },
    big: { type: 'integer' },
    maybe: { type: ['string', 'null'] },
    either: { anyOf: [{ type: 'integer' }, object({ a: text })] },
    flag: { type: 'boolean', default: true },
    constant: { const: 'always' }
  }, ['sorts', 'maybe']),
  response: { 200: { type: 'object', additionalProperties: true } }
}, echo)
route('PATCH', '/records/:id', 'changeRecord', {
  params: object({ id: { type: 'string', format: 'uuid' } }),
  body: { type: 'object', minProperties: 1, additionalProperties: false, properties: { text: { type: ['string', 'null'] }, tags: { type: ['array', 'null'], items: text }, weight: { type: ['number', 'null'] } } },
  response: { 200: { type: 'object', additionalProperties: true } }
}, echo)
route('DELETE', '/records/:id', 'removeRecord', {
  params: object({ id: { type: 'string', format: 'uuid' } }), response: { 204: { type: 'null', description: 'Gone' }, 404: ref('Problem') }
}, async (request, reply) => reply.code(204).send())
route('PUT', '/records/:id', 'putRecord', {
  params: object({ id: { type: 'string', format: 'uuid' } }), querystring: object({ force: { type: 'boolean', default: false } }, []), body: record_, response: { 200: record_ }
}, echo)

// Parameters.
route('GET', '/images', 'listImages', {
  querystring: object({ page: { type: 'integer', minimum: 1, maximum: 50, default: 1 }, pageSize: { type: 'integer', minimum: 1, maximum: 100, default: 10 } }, []),
  response: { 200: ref('Page') }
}, async ({ query: { page, pageSize } }) => {
  const first = (page - 1) * pageSize
  const items = Array.from({ length: Math.max(0, Math.min(37 - first, pageSize)) }, (_, at) => image(first + at))
  return { items, total: 37, page, pageSize }
})
route('GET', '/search', 'search', {
  querystring: object({
    q: text,
    sort: { type: 'array', items: ref('Sort') },
    ids: { type: 'array', items: { type: 'integer' } },
    since: { type: 'string', format: 'date-time' },
    on: { type: 'string', format: 'date' },
    ratio: { type: 'number' },
    exact: { type: 'boolean' },
    limit: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
    'filter[name]': text
  }, ['q']),
  response: { 200: { type: 'array', items: text } }
}, async ({ query }) => [query.q])
route('GET', '/domes/:dome/levels/:level/:sort', 'getDome', {
  params: object({ dome: text, level: { type: 'integer', minimum: -3, maximum: 9 }, sort: ref('Sort') }), response: { 200: text }
}, async ({ params }) => params.dome)
route('GET', '/plates/*', 'getPlate', { params: object({ '*': text }), response: { 200: text } }, async (request) => request.params['*'])
route('GET', '/headers', 'readHeaders', {
  headers: object({ 'X-Observer': text, 'X-Count': { type: 'integer' }, 'X-Clear': { type: 'boolean' }, 'X-Day': { type: 'string', format: 'date' } }, ['X-Observer']),
  response: { 200: { description: 'Done', type: 'string', headers: { 'X-Left': { type: 'integer' } } } }
}, async (request, reply) => {
  reply.header('X-Left', 7)
  return 'read'
})
route('GET', '/cookies', 'readCookies', { cookies: object({ session: text, theme: text }, ['session']), response: { 200: text } }, async () => 'read')

// Forms and files.
route('POST', '/observers', 'addObserver', {
  consumes: ['application/x-www-form-urlencoded'],
  body: object({ name: text, age: { type: 'integer', minimum: 0 }, since: { type: 'string', format: 'date' }, sorts: { type: 'array', items: ref('Sort') }, agrees: { type: 'boolean' } }, ['name', 'age']),
  response: { 200: { type: 'object', additionalProperties: true } }
}, echo)
route('POST', '/plates', 'addPlate', {
  consumes: ['multipart/form-data'],
  body: object({ title: text, plate: { isFile: true }, more: { type: 'array', items: { isFile: true } }, copies: { type: 'integer' } }, ['title', 'plate']),
  response: { 200: { type: 'integer' } }
}, async (request) => request.body.plate.size)
route('PUT', '/raw', 'sendRaw', {
  consumes: ['application/octet-stream'], body: { format: 'binary' }, response: { 200: { type: 'integer' } }
}, async (request) => request.body.length)
route('PUT', '/text', 'sendText', { consumes: ['text/plain'], body: text, response: { 200: text } }, echo)

// Answers.
route('POST', '/answers', 'answers', {
  querystring: object({ wanted: { type: 'integer', enum: [200, 201, 202, 204, 409, 410] } }),
  response: { 200: ref('Place'), 201: ref('Tree'), 202: text, 204: { type: 'null' }, 409: ref('Problem'), 410: ref('Problem') }
}, async ({ query: { wanted } }, reply) => {
  reply.code(wanted)
  const problem = { code: 'busy', detail: 'Die Kuppel ist besetzt' }
  return { 200: { ra: 1, dec: 2 }, 201: { name: 'a', parts: [{ name: 'b', parts: [] }] }, 202: 'later', 409: problem, 410: problem }[wanted] ?? reply.send()
})
route('GET', '/moved', 'moved', { response: { 200: text } }, async (request, reply) => reply.redirect('/arrived', 303))
route('GET', '/arrived', 'arrived', { response: { 200: text } }, async () => 'here')
route('GET', '/picture', 'picture', {
  produces: ['image/png'], response: { 200: { description: 'A picture', content: { 'image/png': { schema: { type: 'string', format: 'binary' } } } } }
}, async (request, reply) => reply.type('image/png').send(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 255])))
route('GET', '/download', 'download', {
  response: { 200: { description: 'A long file', content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } } } }
}, async (request, reply) => reply.type('application/octet-stream').send(Readable.from((function * () { for (let at = 0; at < 40; at++) yield Buffer.alloc(1000, at) })())))
route('GET', '/mixed', 'mixed', {
  querystring: object({ many: { type: 'integer', minimum: 0, maximum: 9, default: 3 } }, []), response: { 200: { type: 'array', items: record_ } }
}, async ({ query }) => Array.from({ length: query.many }, (_, at) => found(at)))
route('GET', '/untyped', 'untyped', { response: json({}) }, async () => ({ a: [1, 2.5, null, { b: true }] }))

// Streams.
const streamed = (reply, kind, pieces) => reply.type(kind).send(process.env.LIVE_TOMORROW ? pieces.join('') : Readable.from(pieces))
// Goes on after the event that came last, where it knows that one.
const after = (id) => /^\d{1,4}$/.test(id ?? '') ? Number(id) + 1 : 0
route('GET', '/watch', 'watch', {
  headers: object({ 'last-event-id': text }, []),
  response: { 200: { description: 'Events', content: { 'text/event-stream': { schema: record_ } } } }
}, async (request, reply) => {
  const numbers = Array.from({ length: 40 }, (_, at) => at).slice(after(request.headers['last-event-id']))
  return streamed(reply, 'text/event-stream', numbers.map((at) => `id: ${at}\ndata: ${JSON.stringify(found(at))}\n\n`))
})
route('GET', '/log', 'readLog', {
  response: { 200: { description: 'Texts', content: { 'text/event-stream': { schema: text } } } }
}, async (request, reply) => streamed(reply, 'text/event-stream', ['event: line\ndata: 42\n\n', 'data: two\ndata: lines\n\n', ': nothing\n\n']))
route('GET', '/lines', 'readLines', {
  response: { 200: { description: 'Lines', content: { 'application/jsonl': { schema: record_ } } } }
}, async (request, reply) => streamed(reply, 'application/jsonl', Array.from({ length: 60 }, (_, at) => JSON.stringify(found(at)) + '\n')))

// Credentials.
const safe = (name, security, given, wanted) => {
  route('GET', `/safe/${name}`, `with_${name}`, { security, response: { 200: text, 401: ref('Problem') } }, async (request, reply) => {
    if (given(request) === wanted) return 'ok'
    return reply.code(401).send({ code: 'no', detail: `not ${given(request)}` })
  })
}
safe('bearer', [{ bearer: [] }], (request) => request.headers.authorization, 'Bearer dark-sky')
safe('basic', [{ basic: [] }], (request) => request.headers.authorization, 'Basic dmVyYTpydWJpbg==')
safe('header', [{ headerKey: [] }], (request) => request.headers['x-key'], 'key-7')
safe('query', [{ queryKey: [] }], (request) => request.query.key, 'key-7')
safe('cookie', [{ cookieKey: [] }], (request) => request.cookies.key, 'key-7')
safe('both', [{ headerKey: [], queryKey: [] }], (request) => request.headers['x-key'] + request.query.key, 'key-7key-7')

route('GET', '/old', 'old', { deprecated: true, response: { 200: text } }, async () => 'old')

app.get('/-/ready', { schema: { hide: true } }, async () => 'ready')
app.get('/-/received', { schema: { hide: true } }, async () => received())
app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger())
await app.listen({ host: '127.0.0.1', port: Number(process.argv[2]) })
