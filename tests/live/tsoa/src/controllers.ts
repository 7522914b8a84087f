// A cinema: each handler shows something that tsoa documents, and answers with what it was handed where that says most.
import { Readable } from 'node:stream'
import {
  Body, Controller, Delete, Deprecated, FormField, Get, Header, OperationId, Patch, Path, Post, Produces, Put, Query, Response, Route,
  Security, SuccessResponse, UploadedFile, UploadedFiles
} from 'tsoa'
import { file, handed } from './record'

export enum Sort { Drama = 'drama', Comedy = 'comedy', Silent = 'silent film' }
export enum Stars { One = 1, Two = 2, Three = 3 }

export interface Basics {
  /** @format uuid */
  id: string
  /**
   * @minLength 1
   * @maxLength 60
   */
  title: string
  shown_at: Date
}

export interface Person {
  name: string
  /**
   * @isInt
   * @minimum 0
   * @maximum 150
   */
  age?: number | null
}

export interface Film extends Basics {
  sort: Sort
  also?: Sort[]
  stars?: Stars
  /** @isInt */
  minutes: number
  price?: number
  /** @isDate */
  first_on?: Date
  /** @pattern ^[A-Z]{2}\d{3}$ */
  code?: string
  dubbed?: boolean
  director?: Person
  /** @maxItems 3 */
  cast?: Person[]
  labels?: Record<string, string>
  nested?: { [name: string]: { [name: string]: number } }
  note?: string | null
  either?: string | Person
  anything?: unknown
}

export interface Seat { kind: 'seat', row: string }
export interface Box {
  kind: 'box'
  /** @isInt */
  guests: number
  for?: Person
}
export interface Balcony { kind: 'balcony', view: number, names: string[] }
export type Ticket = Seat | Box | Balcony

export interface Page<T> {
  items: T[]
  /** @isInt */
  total: number
  /** @isInt */
  page: number
  /** @isInt */
  size: number
}

export interface Tree { name: string, parts?: Tree[] }
export interface Problem { code: string, detail: string }

const film = (number: number): Film => ({
  id: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`, title: `Film ${number} \u{1F3AC}`, shown_at: new Date(1_790_000_000_000 + number), sort: Sort.Silent, minutes: 90, price: 8.5, labels: { a: 'b' }, note: null, either: 'x'
})

@Route('films')
export class FilmController extends Controller {
  @Post() @OperationId('addFilm') @SuccessResponse(201)
  public async add (@Body() body: Film): Promise<Film> { handed('addFilm', { body }); this.setStatus(201); return body }

  /**
   * @isInt page
   * @minimum page 1
   * @maximum page 50
   * @isInt size
   * @minimum size 1
   * @maximum size 50
   */
  @Get() @OperationId('listFilms')
  public async list (@Query() page: number = 1, @Query() size: number = 10): Promise<Page<Film>> {
    handed('listFilms', { query: { page, size } })
    const first = (page - 1) * size
    const items = Array.from({ length: Math.max(0, Math.min(31 - first, size)) }, (_, at) => film(first + at))
    return { items, total: 31, page, size }
  }

  /** @format id uuid */
  @Get('{id}') @OperationId('getFilm') @Response<Problem>(404, 'Not shown')
  public async get (@Path() id: string): Promise<Film> { handed('getFilm', { path: { id } }); return film(3) }

  @Put('{id}') @OperationId('putFilm')
  public async put (@Path() id: string, @Body() body: Film): Promise<Film> { handed('putFilm', { path: { id }, body }); return body }

  @Patch('{id}') @OperationId('changeFilm')
  public async change (@Path() id: string, @Body() body: Partial<Pick<Film, 'title' | 'sort' | 'note' | 'labels'>>): Promise<Partial<Pick<Film, 'title' | 'sort' | 'note' | 'labels'>>> { handed('changeFilm', { path: { id }, body }); return body }

  @Delete('{id}') @OperationId('removeFilm') @SuccessResponse(204)
  public async remove (@Path() id: string): Promise<void> { handed('removeFilm', { path: { id } }); this.setStatus(204) }
}

@Route('tickets')
export class TicketController extends Controller {
  @Post() @OperationId('addTicket')
  public async add (@Body() body: Ticket): Promise<Ticket> { handed('addTicket', { body }); return body }

  @Post('batch') @OperationId('addTickets')
  public async batch (@Body() body: Ticket[]): Promise<Ticket[]> { handed('addTickets', { body }); return body }

  @Post('trees') @OperationId('addTree')
  public async tree (@Body() body: Tree): Promise<Tree> { handed('addTree', { body }); return body }

  @Get() @OperationId('listTickets')
  public async list (): Promise<Ticket[]> {
    handed('listTickets')
    return [{ kind: 'seat', row: 'Ä' }, { kind: 'box', guests: 4 }, { kind: 'balcony', view: 0.5, names: [] }]
  }
}

@Route('parameters')
export class ParameterController extends Controller {
  /**
   * @isInt limit
   * @minimum limit 1
   * @maximum limit 100
   */
  @Get('search') @OperationId('search')
  public async search (
    @Query() q: string, @Query() sort?: Sort, @Query() ids?: number[], @Query() since?: Date, @Query() ratio?: number, @Query() exact?: boolean,
    @Query() limit: number = 20, @Query('page[number]') pageNumber?: string
  ): Promise<string[]> {
    handed('search', { query: { q, sort, ids, since, ratio, exact, limit, 'page[number]': pageNumber } })
    return [q]
  }

  /** @isInt level */
  @Get('halls/{hall}/{level}/{sort}') @OperationId('getHall')
  public async hall (@Path() hall: string, @Path() level: number, @Path() sort: Sort): Promise<string[]> {
    handed('getHall', { path: { hall, level, sort } })
    return [hall, String(level), sort]
  }

  /** @isInt count */
  @Get('headers') @OperationId('readHeaders')
  public async readThem (@Header('X-Usher') usher: string, @Header('X-Count') count?: number): Promise<Person> {
    handed('readHeaders', { headers: { 'X-Usher': usher, 'X-Count': count } })
    this.setHeader('X-Left', '7')
    return { name: usher }
  }
}

@Route('forms')
export class FormController extends Controller {
  @Post('upload') @OperationId('upload')
  public async upload (
    @FormField() title: string, @UploadedFile() picture: Express.Multer.File, @UploadedFiles() more: Express.Multer.File[]
  ): Promise<Person> {
    handed('upload', { body: { title, picture: file(picture), more: more?.map(file) } })
    return { name: title }
  }
}

@Route('answers')
export class AnswerController extends Controller {
  @Post('statuses') @OperationId('answers') @Response<Problem>(202, 'Later') @Response<Problem>(409, 'Busy')
  public async statuses (@Query() wanted: 200 | 202 | 409): Promise<Person> {
    handed('answers', { query: { wanted } })
    this.setStatus(wanted)
    return wanted === 200 ? { name: 'Max' } : { code: 'busy', detail: 'Ausverkauft' } as unknown as Person
  }

  @Get('text') @OperationId('getText')
  public async text (): Promise<string> { handed('getText'); return 'Grüße' }

  @Get('number') @OperationId('getNumber')
  public async number (): Promise<number> { handed('getNumber'); return 12.5 }

  @Get('picture') @OperationId('picture') @Produces('image/png')
  public async picture (): Promise<Readable> {
    handed('picture')
    this.setHeader('Content-Type', 'image/png')
    return Readable.from([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 255])])
  }

  @Get('old') @OperationId('old') @Deprecated()
  public async old (): Promise<Person> { handed('old'); return { name: 'old' } }
}

@Route('safe')
export class SafeController extends Controller {
  @Get('bearer') @OperationId('withBearer') @Security('bearer')
  public async bearer (): Promise<Person> { handed('withBearer'); return { name: 'ok' } }

  @Get('either') @OperationId('withEither') @Security('basic') @Security('key')
  public async either (): Promise<Person> { handed('withEither'); return { name: 'ok' } }
}
