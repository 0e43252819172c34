/** A small workspace in Tonel: accounts, a subclass, a test, an extension of a kernel class. */
export const accountSources = {
  'Bank/Account.class.st': `"
I hold money.
"
Class {
	#name : #Account,
	#superclass : #Object,
	#instVars : [
		'balance'
	],
	#classVars : [
		'Limit'
	],
	#category : #Bank
}

{ #category : #'instance creation' }
Account class >> for: anOwner [
	"Answer an account of its own for anOwner."

	^self new
]

{ #category : #accessing }
Account >> balance [
	^balance ifNil: [0]
]

{ #category : #operations }
Account >> deposit: anAmount [
	"Add anAmount to the balance."

	balance := self balance + anAmount
]

{ #category : #operations }
Account >> transfer: anAmount to: anAccount [
	self withdraw: anAmount.
	anAccount deposit: anAmount
]

{ #category : #operations }
Account >> withdraw: anAmount [
	self deposit: anAmount negated
]
`,
  'Bank/SavingsAccount.class.st': `Class {
	#name : #SavingsAccount,
	#superclass : #Account,
	#category : #Bank
}

{ #category : #operations }
SavingsAccount >> deposit: anAmount [
	super deposit: anAmount.
	Transcript show: balance printString
]
`,
  'Bank/AccountTest.class.st': `Class {
	#name : #AccountTest,
	#superclass : #TestCase,
	#category : #Bank
}

{ #category : #tests }
AccountTest >> testDeposit [
	| account |
	account := Account for: 'Ada'.
	account deposit: 10.
	self assert: account balance equals: 10
]
`,
  'Bank/Integer.extension.st': `Extension { #name : #Integer }

{ #category : #'*Bank' }
Integer >> euros [
	^self * 100
]
`,
} as const;
