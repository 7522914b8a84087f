// A post office: each handler shows something that NestJS documents, and answers with what it was handed where that says
// most.
import 'reflect-metadata'
import {
  Body, Controller, Delete, ForbiddenException, Get, Header, Headers, HttpCode, HttpException, Module, Param, ParseArrayPipe, ParseBoolPipe,
  ParseEnumPipe, ParseIntPipe, ParseUUIDPipe, Patch, Post, Put, Query, Redirect, Req, Res, Sse, StreamableFile, UploadedFile, UploadedFiles,
  UseInterceptors, ValidationPipe, type MessageEvent
} from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import type { NestExpressApplication } from '@nestjs/platform-express'
import { FileFieldsInterceptor, FileInterceptor } from '@nestjs/platform-express'
import {
  ApiAcceptedResponse, ApiBasicAuth, ApiBearerAuth, ApiBody, ApiConflictResponse, ApiConsumes, ApiCookieAuth, ApiCreatedResponse, ApiExtraModels,
  ApiGoneResponse, ApiHeader, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiParam, ApiProduces, ApiProperty, ApiPropertyOptional,
  ApiQuery, ApiSecurity, DocumentBuilder, IntersectionType, PartialType, PickType, SwaggerModule, getSchemaPath
} from '@nestjs/swagger'
import { Type } from 'class-transformer'
import {
  ArrayMaxSize, IsArray, IsBoolean, IsDate, IsEmail, IsEnum, IsIn, IsInt, IsISO8601, IsNumber, IsObject, IsOptional, IsString, IsUUID,
  IsUrl, Matches, Max, MaxLength, Min, MinLength, ValidateNested
} from 'class-validator'
import cookieParser from 'cookie-parser'
import express, { type Request, type Response } from 'express'
import { from, map } from 'rxjs'
import { file, handed, received, told, tomorrow } from './record.js'

enum Sort { letter = 'letter', parcel = 'parcel', card = 'post card' }

class Size {
  @ApiProperty() @IsNumber() width: number
  @ApiProperty() @IsNumber() height: number
  @ApiPropertyOptional({ type: 'integer', minimum: 0, maximum: 90, nullable: true }) @IsOptional() @IsInt() @Min(0) @Max(90) tilt?: number | null
}

class Basics {
  @ApiProperty({ format: 'uuid' }) @IsUUID() id: string
  @ApiProperty({ minLength: 1, maxLength: 60 }) @IsString() @MinLength(1) @MaxLength(60) to: string
  @ApiProperty() @Type(() => Date) @IsDate() sent_at: Date
}

class Post_ extends Basics {
  @ApiProperty({ enum: Sort, enumName: 'Sort' }) @IsEnum(Sort) sort: Sort
  @ApiPropertyOptional({ enum: Sort, enumName: 'Sort', isArray: true }) @IsOptional() @IsArray() @IsEnum(Sort, { each: true }) also?: Sort[]
  @ApiPropertyOptional({ type: Size }) @IsOptional() @ValidateNested() @Type(() => Size) size?: Size
  @ApiPropertyOptional({ type: [Size], maxItems: 3 }) @IsOptional() @IsArray() @ArrayMaxSize(3) @ValidateNested({ each: true }) @Type(() => Size) sizes?: Size[]
  @ApiPropertyOptional({ format: 'date' }) @IsOptional() @IsISO8601() due?: string
  @ApiPropertyOptional({ format: 'email' }) @IsOptional() @IsEmail() mail?: string
  @ApiPropertyOptional({ format: 'uri' }) @IsOptional() @IsUrl() track?: string
  @ApiPropertyOptional({ pattern: '^[A-Z]{2}\\d{4}$' }) @IsOptional() @Matches(/^[A-Z]{2}\d{4}$/) code?: string
  @ApiPropertyOptional({ type: 'integer' }) @IsOptional() @IsInt() grams?: number
  @ApiPropertyOptional({ default: false }) @IsOptional() @IsBoolean() express?: boolean
  @ApiPropertyOptional({ type: 'object', additionalProperties: { type: 'string' } }) @IsOptional() @IsObject() labels?: Record<string, string>
  @ApiPropertyOptional({ type: String, nullable: true }) @IsOptional() @IsString() note?: string | null
  @ApiPropertyOptional({ oneOf: [{ type: 'string' }, { type: 'integer' }] }) @IsOptional() box?: string | number
}

class Plain {
  @ApiProperty({ enum: ['plain'] }) @IsIn(['plain']) kind: 'plain'
  @ApiProperty() @IsString() text: string
}

class Insured {
  @ApiProperty({ enum: ['insured'] }) @IsIn(['insured']) kind: 'insured'
  @ApiProperty() @IsNumber() worth: number
  @ApiPropertyOptional({ type: Size }) @IsOptional() @ValidateNested() @Type(() => Size) size?: Size
}

class Airmail {
  @ApiProperty({ enum: ['airmail'] }) @IsIn(['airmail']) kind: 'airmail'
  @ApiProperty({ type: [String] }) @IsArray() @IsString({ each: true }) over: string[]
}

const KINDS = {
  discriminator: { property: 'kind', subTypes: [{ value: Plain, name: 'plain' }, { value: Insured, name: 'insured' }, { value: Airmail, name: 'airmail' }] },
  keepDiscriminatorProperty: true
}
const union = () => ({
  oneOf: [Plain, Insured, Airmail].map((kind) => ({ $ref: getSchemaPath(kind) })),
  discriminator: { propertyName: 'kind', mapping: { plain: getSchemaPath(Plain), insured: getSchemaPath(Insured), airmail: getSchemaPath(Airmail) } }
})

@ApiExtraModels(Plain, Insured, Airmail)
class Bag {
  @ApiProperty(union()) @ValidateNested() @Type(() => Object, KINDS) first: Plain | Insured | Airmail
  @ApiProperty({ type: 'array', items: union() }) @IsArray() @ValidateNested({ each: true }) @Type(() => Object, KINDS) rest: (Plain | Insured | Airmail)[]
}

class Change extends PartialType(PickType(Post_, ['to', 'sort', 'note', 'grams'] as const)) {}
class Stamped extends IntersectionType(Size, PickType(Basics, ['to'] as const)) {}

class Branch {
  @ApiProperty() @IsString() name: string
  @ApiPropertyOptional({ type: () => [Branch] }) @IsOptional() @IsArray() @ValidateNested({ each: true }) @Type(() => Branch) parts?: Branch[]
}

class Page {
  @ApiProperty({ type: 'integer' }) total: number
  @ApiProperty({ type: 'integer' }) page: number
  @ApiProperty({ type: 'integer' }) limit: number
}

class Problem {
  @ApiProperty() code: string
  @ApiProperty() detail: string
}

class Search {
  @ApiProperty() @IsString() q: string
  @ApiPropertyOptional({ enum: Sort, enumName: 'Sort' }) @IsOptional() @IsEnum(Sort) sort?: Sort
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 100, default: 20 }) @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(100) limit: number = 20
  @ApiPropertyOptional() @IsOptional() @Type(() => Number) @IsNumber() ratio?: number
  @ApiPropertyOptional() @IsOptional() @Type(() => Date) @IsDate() since?: Date
}

class Form {
  @ApiProperty() @IsString() name: string
  @ApiProperty({ type: 'integer', minimum: 0 }) @Type(() => Number) @IsInt() @Min(0) age: number
  @ApiPropertyOptional({ format: 'date' }) @IsOptional() @IsISO8601() since?: string
}

class Upload {
  @ApiProperty() @IsString() title: string
  @ApiProperty({ type: 'string', format: 'binary' }) picture: unknown
  @ApiPropertyOptional({ type: 'array', items: { type: 'string', format: 'binary' } }) more?: unknown
  @ApiPropertyOptional({ type: 'integer' }) @IsOptional() @Type(() => Number) @IsInt() copies?: number
}

const post = (number: number): Post_ => ({
  id: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`, to: `Frau ${number} \u2709`, sent_at: new Date(1_790_000_000_000 + number), sort: Sort.card, also: [Sort.letter], labels: { a: 'b' }, note: null, box: number
})
const found = (number: number) => [{ kind: 'plain', text: 'Gru\u00df' }, { kind: 'insured', worth: 12.5 }, { kind: 'airmail', over: ['LHR', ''] }][number % 3]

@Controller()
class Bodies {
  @Post('posts') @ApiOperation({ operationId: 'addPost' }) @ApiCreatedResponse({ type: Post_ })
  add (@Body() body: Post_) { handed('addPost', { body }); return body }

  @Put('posts/:id') @ApiOperation({ operationId: 'putPost' }) @ApiParam({ name: 'id', format: 'uuid' }) @ApiOkResponse({ type: Post_ })
  put (@Param('id', ParseUUIDPipe) id: string, @Body() body: Post_) { handed('putPost', { path: { id }, body }); return body }

  @Patch('posts/:id') @ApiOperation({ operationId: 'changePost' }) @ApiParam({ name: 'id', format: 'uuid' }) @ApiOkResponse({ type: Change })
  change (@Param('id', ParseUUIDPipe) id: string, @Body() body: Change) { handed('changePost', { path: { id }, body }); return body }

  @Delete('posts/:id') @HttpCode(204) @ApiOperation({ operationId: 'removePost' }) @ApiParam({ name: 'id', format: 'uuid' }) @ApiNoContentResponse()
  remove (@Param('id', ParseUUIDPipe) id: string) { handed('removePost', { path: { id } }) }

  @Post('bags') @HttpCode(200) @ApiOperation({ operationId: 'addBag' }) @ApiOkResponse({ type: Bag })
  bag (@Body() body: Bag) { handed('addBag', { body }); return body }

  @Post('stamped') @ApiOperation({ operationId: 'addStamped' }) @ApiCreatedResponse({ type: Stamped })
  stamped (@Body() body: Stamped) { handed('addStamped', { body }); return body }

  @Post('branches') @ApiOperation({ operationId: 'addBranch' }) @ApiCreatedResponse({ type: Branch })
  branch (@Body() body: Branch) { handed('addBranch', { body }); return body }

  @Post('batches') @ApiOperation({ operationId: 'addBatch' }) @ApiBody({ type: [Size] }) @ApiCreatedResponse({ type: [Size] })
  batch (@Body(new ParseArrayPipe({ items: Size })) body: Size[]) { handed('addBatch', { body }); return body }
}

@Controller()
@ApiExtraModels(Page, Post_)
class Parameters {
  @Get('posts') @ApiOperation({ operationId: 'listPosts' })
  @ApiQuery({ name: 'page', required: false, schema: { type: 'integer', minimum: 1, maximum: 9, default: 1 } })
  @ApiQuery({ name: 'limit', required: false, schema: { type: 'integer', minimum: 1, maximum: 50, default: 10 } })
  @ApiOkResponse({ schema: { title: 'PageOfPosts', allOf: [{ $ref: getSchemaPath(Page) }, { type: 'object', required: ['items'], properties: { items: { type: 'array', items: { $ref: getSchemaPath(Post_) } } } }] } })
  list (@Query('page', new ParseIntPipe({ optional: true })) page = 1, @Query('limit', new ParseIntPipe({ optional: true })) limit = 10) {
    handed('listPosts', { query: { page, limit } })
    const first = (page - 1) * limit
    const items = Array.from({ length: Math.max(0, Math.min(33 - first, limit)) }, (_, at) => post(first + at))
    return { total: 33, page, limit, items }
  }

  @Get('search') @ApiOperation({ operationId: 'search' }) @ApiOkResponse({ type: [String] })
  search (@Query() query: Search) { handed('search', { query }); return [query.q] }

  @Get('lists') @ApiOperation({ operationId: 'lists' }) @ApiQuery({ name: 'ids', type: [Number], required: true }) @ApiQuery({ name: 'exact', type: Boolean, required: true })
  @ApiOkResponse({ type: Number })
  lists (@Query('ids', new ParseArrayPipe({ items: Number, separator: '|' })) ids: number[], @Query('exact', ParseBoolPipe) exact: boolean) {
    handed('lists', { query: { ids, exact } })
    return ids.length
  }

  @Get('shelves/:shelf/:level/:sort') @ApiOperation({ operationId: 'getShelf' }) @ApiParam({ name: 'level', schema: { type: 'integer' } }) @ApiParam({ name: 'sort', enum: Sort, enumName: 'Sort' })
  @ApiOkResponse({ type: [String] })
  shelf (@Param('shelf') shelf: string, @Param('level', ParseIntPipe) level: number, @Param('sort', new ParseEnumPipe(Sort)) sort: Sort) {
    handed('getShelf', { path: { shelf, level, sort } })
    return [shelf, String(level), sort]
  }

  @Get('headers') @ApiOperation({ operationId: 'readHeaders' }) @ApiHeader({ name: 'X-Clerk', required: true }) @ApiHeader({ name: 'X-Count' })
  @ApiOkResponse({ type: Size, headers: { 'X-Left': { schema: { type: 'integer' } } } }) @Header('X-Left', '7')
  headers (@Headers('x-clerk') clerk: string, @Headers('x-count') count?: string) {
    handed('readHeaders', { headers: { 'X-Clerk': clerk, 'X-Count': count } })
    return { width: 1, height: 2 }
  }
}

@Controller()
class Forms {
  @Post('forms') @ApiOperation({ operationId: 'sendForm' }) @ApiConsumes('application/x-www-form-urlencoded') @ApiCreatedResponse({ type: Form })
  form (@Body() body: Form) { handed('sendForm', { body }); return body }

  @Post('uploads') @ApiOperation({ operationId: 'upload' }) @ApiConsumes('multipart/form-data') @ApiCreatedResponse({ type: Number })
  @UseInterceptors(FileFieldsInterceptor([{ name: 'picture', maxCount: 1 }, { name: 'more' }]))
  upload (@Body() body: Upload, @UploadedFiles() files: { picture?: Express.Multer.File[], more?: Express.Multer.File[] }) {
    handed('upload', { body: { ...body, picture: file(files.picture?.[0]), more: files.more?.map(file) } })
    return files.picture?.[0]?.size ?? 0
  }

  @Post('upload-one') @ApiOperation({ operationId: 'uploadOne' }) @ApiConsumes('multipart/form-data') @ApiCreatedResponse({ type: Size })
  @ApiBody({ required: true, schema: { type: 'object', required: ['file'], properties: { file: { type: 'string', format: 'binary' } } } }) @UseInterceptors(FileInterceptor('file'))
  one (@UploadedFile() part: Express.Multer.File) { handed('uploadOne', { body: { file: file(part) } }); return { width: part.size, height: 0.5 } }

  @Put('raw') @ApiOperation({ operationId: 'sendRaw' }) @ApiConsumes('application/octet-stream') @ApiBody({ required: true, schema: { type: 'string', format: 'binary' } }) @ApiOkResponse({ type: Size })
  raw (@Req() request: Request) { handed('sendRaw', { body: told(null, null, request.body as Buffer) }); return { width: 1, height: 1 } }
}

@Controller()
@ApiExtraModels(Plain, Insured, Airmail)
class Answers {
  @Post('answers') @ApiOperation({ operationId: 'answers' }) @ApiQuery({ name: 'wanted', schema: { type: 'integer', enum: [200, 202, 204, 409, 410] } })
  @ApiOkResponse({ type: Size }) @ApiAcceptedResponse({ type: Problem }) @ApiNoContentResponse() @ApiConflictResponse({ type: Problem }) @ApiGoneResponse({ type: Problem })
  answers (@Query('wanted', ParseIntPipe) wanted: number, @Res({ passthrough: true }) response: Response) {
    handed('answers', { query: { wanted } })
    const problem = { code: 'busy', detail: 'Schalter geschlossen' }
    if (wanted >= 400) throw new HttpException(problem, wanted)
    response.status(wanted)
    return wanted === 204 ? undefined : wanted === 200 ? { width: 1, height: 2.5, tilt: null } : problem
  }

  @Get('moved') @ApiOperation({ operationId: 'moved' }) @Redirect('/arrived', 302) @ApiOkResponse({ type: Size })
  moved () {}

  @Get('arrived') @ApiOperation({ operationId: 'arrived' }) @ApiOkResponse({ type: Size })
  arrived () { handed('arrived'); return { width: 1, height: 2 } }

  @Get('text') @ApiOperation({ operationId: 'getText' }) @ApiOkResponse({ type: String })
  text () { handed('getText'); return 'Gru\u00df' }

  @Get('picture') @ApiOperation({ operationId: 'picture' }) @ApiProduces('image/png') @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  picture () { handed('picture'); return new StreamableFile(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 255]), { type: 'image/png' }) }

  @Get('mixed') @ApiOperation({ operationId: 'mixed' }) @ApiOkResponse({ schema: { type: 'array', items: union() } })
  mixed () { handed('mixed'); return [0, 1, 2, 3].map(found) }

  @Sse('watch') @ApiOperation({ operationId: 'watch' }) @ApiProduces('text/event-stream') @ApiOkResponse({ schema: union() })
  watch () { handed('watch'); return from([0, 1, 2, 3, 4]).pipe(map((at): MessageEvent => ({ id: String(at), data: found(at) as object }))) }

  @Sse('log') @ApiOperation({ operationId: 'readLog' }) @ApiProduces('text/event-stream') @ApiOkResponse({ schema: { type: 'string' } })
  log () { handed('readLog'); return from(['42', 'two\nlines']).pipe(map((data): MessageEvent => ({ type: 'line', data }))) }

  @Get('old') @ApiOperation({ operationId: 'old', deprecated: true }) @ApiOkResponse({ type: Size })
  old () { handed('old'); return { width: 1, height: 2 } }
}

function checked (operation: string, given: unknown, wanted: string) {
  handed(operation)
  if (given !== wanted) throw new ForbiddenException(`not ${String(given)}`)
  return { width: 7, height: 7 }
}

@Controller('safe')
class Safe {
  @Get('bearer') @ApiOperation({ operationId: 'withBearer' }) @ApiBearerAuth() @ApiOkResponse({ type: Size })
  bearer (@Headers('authorization') given: string) { return checked('withBearer', given, 'Bearer wax-seal') }

  @Get('basic') @ApiOperation({ operationId: 'withBasic' }) @ApiBasicAuth() @ApiOkResponse({ type: Size })
  basic (@Headers('authorization') given: string) { return checked('withBasic', given, 'Basic cm9zYTpzdGFtcA==') }

  @Get('key') @ApiOperation({ operationId: 'withKey' }) @ApiSecurity('api_key') @ApiOkResponse({ type: Size })
  key (@Headers('x-key') given: string) { return checked('withKey', given, 'key-7') }

  @Get('cookie') @ApiOperation({ operationId: 'withCookie' }) @ApiCookieAuth() @ApiOkResponse({ type: Size })
  cookie (@Req() request: Request) { return checked('withCookie', request.cookies.key, 'key-7') }
}

@Module({ controllers: [Bodies, Parameters, Forms, Answers, Safe] })
class Office {}

const app = await NestFactory.create<NestExpressApplication>(Office, { logger: ['error', 'warn'] })
app.useGlobalPipes(new ValidationPipe({ transform: true }))
app.use(cookieParser())
app.use(express.raw({ type: 'application/octet-stream' }))
if (process.env.LIVE_TOMORROW) app.use(tomorrow)
const document = SwaggerModule.createDocument(app, new DocumentBuilder()
  .setTitle('Post office').setVersion('4.1.0').addBearerAuth().addBasicAuth().addCookieAuth('key')
  .addApiKey({ type: 'apiKey', in: 'header', name: 'X-Key' }, 'api_key').build())
const outside = app.getHttpAdapter().getInstance() as express.Express
outside.get('/openapi.json', (_: Request, response: Response) => response.json(document))
outside.get('/-/ready', (_: Request, response: Response) => response.send('ready'))
outside.get('/-/received', (_: Request, response: Response) => response.json(received()))
await app.listen(Number(process.argv[2]), '127.0.0.1')
