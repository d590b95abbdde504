// The wire's types under the names that the state uses.
import type { Ack, Nack } from '../wire/types.gen';

export type { EndedData, Event, Limits, Mode, Move, Phase, QuestionData, ServerFrame } from '../wire/types.gen';
export type AckOrNack = Ack | Nack;
