// Events and frames that the tests speak with: small, whole, and typed by the wire.
import type {
  AnswerEvent,
  CriterionLine,
  Event,
  FeedbackEvent,
  GradeEvent,
  GradedData,
  GradingEvent,
  NotGradedData,
  PointLine,
  QuestionEvent,
  Welcome,
} from '../src/wire/types.gen';

const at = '2026-11-21T10:00:00Z';

export const cmid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

export function question(seq: number, number = 1): QuestionEvent {
  const data = {
    number,
    of: 5,
    part: 'main' as const,
    question_id: 'a/b/c',
    rubric_version: 'v1',
    ask: `Question ${number}?`,
    topic: 'Fundamentals',
    hints: 2,
    deadline: null,
  };
  return { type: 'event', seq, at, kind: 'question', data };
}

export function answer(seq: number, id = 'a1', text = 'It blocks the loop.'): AnswerEvent {
  return { type: 'event', seq, at, kind: 'answer', data: { answer_id: id, text, via: 'typed', late: false } };
}

export function grading(seq: number, id = 'a1', version = 1): GradingEvent {
  return { type: 'event', seq, at, kind: 'grading', data: { answer_id: id, version, grader: 'llm' } };
}

export function point(id: string, over: Partial<PointLine> = {}): PointLine {
  return {
    line: 'point',
    id,
    verdict: 'covered',
    credit: 1,
    evidence: [{ quote: 'blocks', start: 3, end: 9 }],
    flags: [],
    says: `Point ${id}`,
    because: 'It matters.',
    depth: 'core',
    earned: 50,
    possible: 50,
    ...over,
  };
}

export function criterion(id: string, level: number): CriterionLine {
  return {
    line: 'criterion',
    id,
    level,
    evidence: [],
    flags: [],
    note: '',
    name: id,
    says: '',
    advice: '',
    earned: level * 5,
    possible: 20,
  };
}

export function graded(id = 'a1', version = 1, over: Partial<GradedData> = {}): GradedData {
  return {
    answer_id: id,
    version,
    result: 'graded',
    final: true,
    estimate: false,
    scores: { technical: 72.5, phrasing: 60 },
    lines: { points: [point('p1')], misconceptions: [], limits: [], criteria: [], errors: [] },
    band: null,
    notices: [],
    follow_up: null,
    provenance: {
      grader: 'llm',
      grader_version: '1',
      rubric_version: 'v1',
      model_asked: null,
      model_served: null,
      prompts: [],
      settings: {},
      usage: null,
      claim: null,
      at: null,
    },
    ...over,
  };
}

export function refused(id = 'a1', version = 1, over: Partial<NotGradedData> = {}): NotGradedData {
  const reason = 'model_busy' as const;
  const message = 'The language model is busy.';
  return { answer_id: id, version, result: 'not_graded', final: false, reason, message, retry_at: null, ...over };
}

export function grade(seq: number, data: GradedData | NotGradedData = graded()): GradeEvent {
  return { type: 'event', seq, at, kind: 'grade', data };
}

export function feedback(seq: number, id = 'a1', version = 1): FeedbackEvent {
  const data = { answer_id: id, version, technical: 'T', phrasing: 'P', stronger: 'S', by: 'template' as const };
  return { type: 'event', seq, at, kind: 'feedback', data };
}

export function welcome(over: Partial<Welcome> = {}): Welcome {
  return {
    type: 'welcome',
    epoch: 'e1',
    head_seq: 0,
    resumed: true,
    phase: 'asked',
    draft: null,
    limits: { answer_chars: 8000, clarify_chars: 500, frame_bytes: 65536 },
    ping_s: 20,
    ...over,
  };
}

export const log = (...events: Event[]) => events;
