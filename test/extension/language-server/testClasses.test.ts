import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TestClass } from '../../../extension/protocol/languageRequests';
import { accountSources } from './accountSources';
import { LanguageClient } from './languageClient';

const more = {
  'Bank/BankTest.class.st': `Class { #name : #BankTest, #superclass : #TestCase, #category : #Bank }

BankTest class >> isAbstract [
	^self name = #BankTest
]

BankTest >> testEuros [
	self assert: 3 euros equals: 300
]
`,
  'Bank/SavingsTest.class.st': `Class { #name : #SavingsTest, #superclass : #BankTest, #category : #Bank }

SavingsTest >> testSaving [
	self assert: SavingsAccount new balance equals: 0
]
`,
  'Other/Unused.class.st': 'Class { #name : #Unused, #superclass : #Object, #category : #Other }\n',
};

describe('Test classes', () => {
  it('are those that run, with inherited tests and only the files that they need', async () => {
    const client = await LanguageClient.start({ ...accountSources, ...more });
    const classes = await client.request<TestClass[]>('archipelago/tests', undefined);
    const shown = classes.map(({ name, methods, files }) => ({
      name,
      methods: methods.map(({ selector }) => selector),
      files: files.map((uri) => uri.split('/').at(-1)).sort(),
    }));
    await client.stop();
    assert.deepEqual(shown, [
      {
        name: 'AccountTest',
        methods: ['testDeposit'],
        files: ['Account.class.st', 'AccountTest.class.st'],
      },
      {
        name: 'SavingsTest',
        methods: ['testSaving', 'testEuros'],
        files: [
          'Account.class.st',
          'BankTest.class.st',
          'Integer.extension.st',
          'SavingsAccount.class.st',
          'SavingsTest.class.st',
        ],
      },
    ]);
  });
});
