// The description of the API, made from the records of the routes.

import type { Described, Parameter, Route, Schema } from './answer.ts';
import { SCHEMAS } from './schemas.ts';

const TEXT =
  'What a Sentinel sees and what can be asked of it. Reading is open to whoever reaches the ' +
  'door, unless http-protect-reads says otherwise; every change needs the token. A page takes ' +
  '/api/groups once and goes on with /events after its cursor. Epochs and offsets are texts of ' +
  'digits, because they can be larger than what a double holds.';

const BEARER: Schema = { token: { type: 'http', scheme: 'bearer' } };

export function openApi(routes: readonly Route[], version: string): Schema {
  const paths: Record<string, Record<string, Schema>> = {};
  for (const route of routes) {
    paths[route.path] = {
      ...paths[route.path],
      [route.method.toLowerCase()]: operation(route),
    };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Vedette', version, description: TEXT, license: { name: 'MIT' } },
    paths,
    components: { schemas: SCHEMAS, securitySchemes: BEARER },
  };
}

function operation(route: Route): Schema {
  const { summary, tag, access, parameters = [], body, answers } = route;
  return {
    operationId: operationId(route),
    summary,
    tags: [tag],
    ...(access === 'change' ? { security: [{ token: [] }] } : {}),
    ...(parameters.length > 0 ? { parameters: parameters.map(parameterOf) } : {}),
    ...(body === undefined ? {} : { requestBody: { content: jsonContent(body) } }),
    responses: Object.fromEntries(
      Object.entries(answers).map(([status, answer]) => [status, response(answer)]),
    ),
  };
}

function operationId({ method, path }: Route): string {
  const words = path.split(/[^a-z]+/).filter((word) => word !== '');
  return [method.toLowerCase(), ...words].join('-');
}

function parameterOf({ name, in: where, summary, schema, required }: Parameter): Schema {
  const must = required === true ? { required } : {};
  return { name, in: where, description: summary, ...must, schema };
}

function response({ summary, schema }: Described): Schema {
  if (schema === null) return { description: summary };
  if (typeof schema === 'string') {
    return { description: summary, content: { [schema]: { schema: { type: 'string' } } } };
  }
  return { description: summary, content: jsonContent(schema) };
}

function jsonContent(schema: Schema): Schema {
  return { 'application/json': { schema } };
}
