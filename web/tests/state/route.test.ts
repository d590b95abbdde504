// Which page a path means.
import { expect, it } from 'vitest';
import { historyPath, reportPath, roomPath, routeOf } from '../../src/state/route';

it('finds the page of every path, and says so where there is none', () => {
  expect(routeOf('/')).toEqual({ page: 'setup' });
  expect(routeOf('/scoring')).toEqual({ page: 'scoring' });
  expect(routeOf(roomPath('a-b_1'))).toEqual({ page: 'room', id: 'a-b_1' });
  expect(routeOf(reportPath('a b'))).toEqual({ page: 'report', id: 'a b' });
  expect(routeOf('/progress')).toEqual({ page: 'progress' });
  expect(routeOf(historyPath('a/b/c d'))).toEqual({ page: 'history', id: 'a/b/c d' });
  for (const path of ['/nowhere', '/interviews', '/questions', '/progress/x', '/interviews/x/y', '/interviews/x/report/z', '/interviews/%E0%A4%A']) {
    expect(routeOf(path).page, path).toMatch(path.endsWith('%A') ? 'room' : 'lost');
  }
});
